import { describe, expect, test } from 'vitest';
import type { EarlierMemory } from '../../src/diagnosis/before-window.ts';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { forecastOf } from '../../src/diagnosis/forecast.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const NOW = Date.UTC(2026, 2, 12, 14);
/** Hours before now; the window holds the last two. */
const WINDOW = 2;

function sampled(from: number, to: number, step: number, law: (hour: number) => number) {
  const count = Math.floor((to - from) / step) + 1;
  return trackOf(
    Array.from({ length: count }, (_, i) => {
      const hour = from + i * step;
      return [NOW + hour * HOUR, (law(hour) + Math.sin(i * 1.7)) * MiB] as const;
    }),
  );
}

/** A pod that runs since `start`, of which the window shows the last two hours: it climbs 80 MiB an hour. */
function climbing(start: number): PodMemory {
  const from = Math.max(start, -WINDOW);
  const life = { from: NOW + from * HOUR, to: NOW, end: 'running', startedAt: NOW + start * HOUR } as const;
  const rss = sampled(from, 0, 1 / 60, (hour) => 260 + 80 * hour);
  return {
    pod: 'api-0',
    rss,
    limit: 512 * MiB,
    lifetimes: [{ ...life, startSeen: start >= -WINDOW, limit: 512 * MiB, revision: 'b' }],
    restarts: 0,
    kills: [],
  };
}

function judged(pod: PodMemory, earlier: readonly EarlierMemory[]) {
  const range = { from: NOW - WINDOW * HOUR, to: NOW };
  const observation: Observation = { range, step: MINUTE, pods: [pod], measured: {}, deploys: [], earlier };
  return rankPods(observation)[0]?.growth ?? expect.fail('no pod');
}

const before = (pod: string, law: (hour: number) => number, from = -100, to = -WINDOW): EarlierMemory => ({
  pod,
  track: sampled(from, to, 0.25, law),
});

/** Every second day at another hour: up to `top`, and back. */
const comesBack = (top: number) => (hour: number) =>
  100 + (top - 100) * Math.max(0, 1 - Math.abs(((hour + 130) % 50) - 25) / 3);
const level = () => 300;

test('without anything earlier the climb of a short window is sure', () => {
  expect(judged(climbing(-100), []).probability).toBeGreaterThan(0.8);
});

test('whether memory grows is not clear where the same run reached and left that height before the window', () => {
  const growth = judged(climbing(-100), [before('api-0', comesBack(270))]);
  expect(growth.answer).toBe('unclear');
  expect(growth.returned?.shownBy).toBeUndefined();
  expect(growth.returned?.peak).toBeGreaterThan(250 * MiB);
  expect(growth.returned?.low).toBeLessThan(110 * MiB);
});

test.each([
  ['never reached it', climbing(-100), before('api-0', comesBack(200))],
  ['reached it and stayed', climbing(-100), before('api-0', (hour) => (hour < -50 ? 100 : 265))],
  ['began after that', climbing(-60), before('api-0', (hour) => (hour < -62 ? 270 : 100))],
  ['is of another pod', climbing(-100), before('api-1', comesBack(270))],
] as const)('a climb is as sure as ever where the run %s', (_, pod, earlier) => {
  const growth = judged(pod, [earlier]);
  expect(growth.returned).toBeUndefined();
  expect(growth.probability).toBeGreaterThan(0.8);
});

test('a young run below the level of pods that ended before the window is not sure to leak', () => {
  const growth = judged(climbing(-1.9), [before('old-0', level), before('old-1', level, -40)]);
  expect(growth).toMatchObject({ answer: 'yes', below: { runs: 2 } });
  expect(growth.probability).toBeLessThan(0.7);
});

test('no kill is predicted of it past that level, and none of its siblings is called an earlier run', () => {
  const earlier = [before('old-0', level), before('old-1', level, -40)];
  const range = { from: NOW - WINDOW * HOUR, to: NOW };
  const pods = [0, 1, 2, 3].map((i) => ({ ...climbing(-1.9 - i / 180), pod: `api-${i}` }));
  const observation: Observation = { range, step: MINUTE, pods, measured: {}, deploys: [], earlier, chosen: 'api-0' };
  const own = rankPods(observation).find(({ pod }) => pod === 'api-0');
  expect(own?.growth.answer).toBe('yes');
  expect(own?.nextKill).toBeUndefined();
  expect(rankPods({ ...observation, earlier: [] })[0]?.nextKill).toBeDefined();
});

test.each([
  ['stood lower', [before('old-0', () => 200), before('old-1', () => 210)]],
  ['climbed until they ended', [before('old-0', (hour) => 500 + 4 * hour), before('old-1', (hour) => 480 + 4 * hour)]],
  [
    'were killed every ten hours',
    [
      before('old-0', (hour) => 100 + 40 * ((hour + 200) % 10)),
      before('old-1', (hour) => 100 + 40 * ((hour + 205) % 10)),
    ],
  ],
  ['was one alone', [before('old-0', level)]],
  ['were seen for an hour', [before('old-0', level, -3), before('old-1', level, -3)]],
] as const)('it is as sure as ever where what ran before %s', (_, earlier) => {
  const growth = judged(climbing(-1.9), earlier);
  expect(growth.below).toBeUndefined();
  expect(growth.probability).toBeGreaterThan(0.8);
});

describe('a window of half a day that holds the rise and not the night', () => {
  const HOURS = 13;
  /** Hours before now, which is 14:00: up from 05:00 to 14:00, and down until 03:00 by a course of its own. */
  const daily = (hour: number) => {
    const clock = (((hour + 14) % 24) + 24) % 24;
    return 200 + 180 * (clock < 5 ? 0 : clock < 14 ? (clock - 5) / 9 : Math.max(0, 1 - (clock - 14) / 13));
  };

  function seen(law: (hour: number) => number, start: number) {
    const range = { from: NOW - HOURS * HOUR, to: NOW };
    const life = {
      from: range.from,
      to: NOW,
      end: 'running',
      startedAt: NOW + start * HOUR,
      startSeen: false,
    } as const;
    const pod: PodMemory = {
      pod: 'api-0',
      rss: sampled(-HOURS, 0, 1 / 40, law),
      limit: 512 * MiB,
      lifetimes: [{ ...life, limit: 512 * MiB, revision: 'b' }],
      restarts: 0,
      kills: [],
    };
    const earlier = [{ pod: 'api-0', track: sampled(start, -HOURS, 0.25, law) }];
    return rankPods({ range, step: MINUTE, pods: [pod], measured: {}, deploys: [], earlier })[0]?.growth;
  }

  test('is no growth on the second day, though it fell until after the window began', () => {
    const growth = seen(daily, -34);
    expect(growth?.answer).toBe('no');
    expect(growth?.probability).toBeGreaterThan(0.25);
    expect(growth?.returned?.shownBy).toBe('same-hours');
    expect(growth?.returned?.low).toBeLessThan(270 * MiB);
  });

  test('is growth where it was only as high for minutes before', () => {
    const leak = (hour: number) => (hour > -9 ? 200 + 20 * (hour + 9) : hour < -20 && hour > -20.4 ? 390 : 200);
    const growth = seen(leak, -34);
    expect(growth?.returned).toBeUndefined();
    expect(growth?.probability).toBeGreaterThan(0.8);
  });

  test('is growth where it climbs above all that was before, under a daily wave', () => {
    const growth = seen((hour) => 60 + 6 * (hour + 60) + 0.15 * daily(hour), -60);
    expect(growth?.returned).toBeUndefined();
    expect(growth?.probability).toBeGreaterThan(0.8);
  });
});

describe('the figures that a height which comes back leads to', () => {
  /** An hour of each day, or of a week, in which memory is at its top, over a low of 120 MiB. */
  const tide =
    (top: number, at: number, period = 24, wide = 6) =>
    (hour: number) => {
      const off = ((((hour + 14 - at) % period) + 1.5 * period) % period) - period / 2;
      return 120 + (top - 120) * Math.max(0, 1 - Math.abs(off) / wide);
    };

  function looked(law: (hour: number) => number, hours: number, requests?: (hour: number) => number) {
    const range = { from: NOW - hours * HOUR, to: NOW };
    const life = { from: range.from, to: NOW, end: 'running', startedAt: NOW - 200 * HOUR, startSeen: false } as const;
    const rss = sampled(-hours, 0, 1 / 60, law);
    const lifetimes = [{ ...life, limit: 400 * MiB, revision: 'b' }];
    const pod: PodMemory = { pod: 'api-0', rss, limit: 400 * MiB, lifetimes, restarts: 0, kills: [] };
    const rate = requests && {
      requests: {
        track: trackOf(
          Array.from({ length: hours * 60 }, (_, i) => [range.from + i * MINUTE, requests(i / 60 - hours)] as const),
        ),
        metric: 'http_requests_total',
        reading: 'counter' as const,
      },
    };
    const observation: Observation = {
      range,
      step: MINUTE,
      pods: [pod],
      chosen: 'api-0',
      measured: rate ?? {},
      deploys: [],
      earlier: [{ pod: 'api-0', track: sampled(-192, -hours, 0.25, law) }],
    };
    const judgement = judgeRssGrowing(observation);
    const means = { yes: 'memory-grows', open: 'growth' } as const;
    const steps = [{ step: 'rss-growing', means, judgement, answer: judgement.answer } as const];
    return { observation, judgement, finding: conclude({ observation, steps, comparisons: [], gaps: [] }) };
  }

  test.each([
    [5, 15],
    [8, 14],
    [3, 16],
  ])('%i h of a rise to %i:00 with the requests: the load, and no kill', (hours, top) => {
    const law = tide(330, top);
    const { observation, finding } = looked(law, hours, (hour) => 100 * law(hour));
    expect(finding.kind).toBe('load-driven');
    expect(finding.confidence).toBeLessThan(0.8);
    expect(finding.title).toContain('returns with the traffic');
    expect(forecastOf(observation, 'api-0')).toBeUndefined();
  });

  test.each([
    ['the same hours of each day', tide(330, 15), 6],
    ['the same hours of last week', tide(330, 15, 168, 7), 7],
  ])('%s: no leak is seen, and no kill', (_, law, hours) => {
    const { observation, finding } = looked(law, hours);
    expect(finding.kind).toBe('no-growth');
    expect(finding.confidence).toBeLessThan(0.8);
    expect(finding.title).toContain('as it did on a day before');
    expect(finding.advice.join(' ')).toContain('Look again over');
    expect(forecastOf(observation, 'api-0')).toBeUndefined();
  });

  test('another hour of another day: not clear, and no kill', () => {
    const { observation, finding } = looked(tide(330, 15, 31), 5);
    expect(finding.kind).toBe('not-enough-data');
    expect(finding.title).toContain('rises to where it was before');
    expect(finding.advice[0]).toContain('falls again');
    expect(forecastOf(observation, 'api-0')).toBeUndefined();
  });

  test.each([
    ['a line', (hour: number) => 360 + 2 * hour],
    ['a leak of each day under the tide', (hour: number) => tide(200, 15)(hour) + 130 + 1.4 * hour],
  ])('%s that was never so high before grows, and is predicted to be killed', (_, law) => {
    const { observation, judgement } = looked(law, 10);
    expect(judgement.answer).toBe('yes');
    expect(forecastOf(observation, 'api-0')).toBeDefined();
  });
});
