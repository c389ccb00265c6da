import { describe, expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { withoutTraffic } from '../../src/diagnosis/kept-without-traffic.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { RANGE, STEP, series, track, withMeasured, withRuns } from './go-case.ts';

const POD = 'routes-0';
/** Of the clock, from the beginning of the window: from 1 by day to 0.3 by night. */
type Traffic = (hour: number) => number;
const GOAL = 440;

/** Traffic with its low `low` hours after the window begins. */
const daily =
  (low: number): Traffic =>
  (hour) =>
    0.65 - 0.35 * Math.cos((2 * Math.PI * (hour - low)) / 24);

function served(traffic: Traffic): (hour: number) => number {
  const sums = [0];
  for (let i = 0; i < 2400; i += 1) sums.push((sums[i] ?? 0) + traffic(i / 100) / 100);
  return (hour) => sums[Math.round(hour * 100)] ?? 0;
}

/** A Go process that has run for 16 hours, of which `live` MiB live. */
function goProcess(traffic: Traffic, live: (hour: number) => number): Observation {
  const total = (hour: number) => Math.min(GOAL, 2 * live(hour)) + 20;
  const rss = track((hour) => total(hour) * MiB, 2 * MiB);
  const pods = podMemoryOf(
    {
      rss: [series('container_memory_rss', { pod: POD }, rss)],
      startTime: [
        series(
          'container_start_time_seconds',
          { pod: POD },
          track(() => (RANGE.from - 16 * HOUR) / 1000),
        ),
      ],
    },
    RANGE,
    { limit: 512 * MiB },
  );
  const observation = { range: RANGE, step: STEP, runtime: 'go', pods, chosen: POD, deploys: [] } as const;
  const parts = withMeasured(
    { ...observation, measured: {} },
    {
      'live-heap': track((hour) => live(hour) * MiB, MiB / 2),
      'heap-inuse': track((hour) => (live(hour) + 5) * MiB),
      'heap-idle': track((hour) => (total(hour) - live(hour) - 10) * MiB),
      'heap-released': track(() => 0),
      stacks: track(() => 2 * MiB),
      'runtime-sys': track((hour) => total(hour) * MiB),
      gogc: track(() => 100),
      gomemlimit: track(() => 460 * MiB),
      collections: track((hour) => 200 * hour),
      requests: track((hour) => 300_000 * traffic(hour), 8_000),
    },
  );
  return withRuns(parts);
}

function concluded(observation: Observation) {
  const judged = [
    ['rss-growing', judgeRssGrowing(observation)],
    ['live-heap-growing', judgeLiveHeapGrowing(observation)],
  ] as const;
  const steps = judged.map(([step, judgement]) => ({
    step,
    means: QUESTIONS[step]('go').means,
    judgement,
    answer: judgement.answer,
  }));
  return conclude({ observation, steps, comparisons: [], gaps: [] });
}

const leaks = (traffic: Traffic, perHour: number, from = 140) => {
  const requests = served(traffic);
  return (hour: number) => from + perHour * requests(hour);
};

describe('what leaks with each request, and stands at its goal by day', () => {
  test.each([
    { low: 6, perHour: 9 },
    { low: 6, perHour: 11 },
    { low: 8, perHour: 9 },
    { low: 4, perHour: 8 },
    { low: 10, perHour: 10 },
  ])('does not follow the load: its low $low h into the window, $perHour MiB/h', ({ low, perHour }) => {
    const traffic = daily(low);
    const finding = concluded(goProcess(traffic, leaks(traffic, perHour)));
    expect(finding.kind).not.toBe('load-driven');
    expect(`${finding.title} ${finding.evidence.join(' ')}`).not.toMatch(/returns with|follows the (load|traffic)/);
  });
});

describe('what the requests need', () => {
  test.each([4, 6, 8, 12])('follows the load where it came down with it: low %d h into the window', (low) => {
    const traffic = daily(low);
    const finding = concluded(goProcess(traffic, (hour) => 60 + 130 * traffic(Math.max(0, hour - 0.4))));
    expect(finding.kind).toBe('load-driven');
    expect(finding.confidence).toBeGreaterThanOrEqual(0.8);
  });
});

describe('what a quantity did while the traffic came down', () => {
  const did = (traffic: Traffic, law: (hour: number) => number) => {
    const observation = goProcess(traffic, () => 100);
    const pod = observation.pods[0];
    if (pod === undefined) throw new Error('a service without pods');
    return withoutTraffic(observation, pod, track(law, 0.2));
  };

  test.each([
    ['fell an hour later', (hour: number) => 100 + 80 * daily(6)(Math.max(0, hour - 1)), 'fell'],
    ['fell by a good part of what it had gained', (hour: number) => 140 + 80 * daily(6)(hour) + hour / 2, 'fell'],
    ['rose all night', (hour: number) => 100 + 4 * hour, 'kept'],
    ['rose by day and stood by night', (hour: number) => 100 + Math.max(0, 6 * (hour - 8)), 'kept'],
  ] as const)('%s', (_, law, expected) => {
    expect(did(daily(6), law)).toBe(expected);
  });

  test('shows nothing where the traffic rose, or was even', () => {
    expect(
      did(
        (hour) => 0.3 + hour / 40,
        (hour) => 100 + hour,
      ),
    ).toBe('unseen');
    expect(
      did(
        () => 1,
        (hour) => 100 + hour,
      ),
    ).toBe('unseen');
  });

  test('is asked of the run before the window where the traffic only rose in it', () => {
    const observation = goProcess(
      (hour) => 0.3 + hour / 40,
      () => 100,
    );
    const [pod] = observation.pods;
    if (pod === undefined) throw new Error('a service without pods');
    const earlier = (law: (hour: number) => number) =>
      trackOf(Array.from({ length: 96 }, (_, i) => [RANGE.from - 16 * HOUR + (i * HOUR) / 6, law(i / 6)]));
    const requests = earlier((hour) => 300_000 * daily(16)(hour));
    const asked = (memory: (hour: number) => number, now: (hour: number) => number) =>
      withoutTraffic(
        { ...observation, before: { pod: POD, requests } },
        pod,
        track((hour) => now(hour) * MiB),
        earlier((hour) => memory(hour) * MiB),
      );
    expect(
      asked(
        (hour) => 100 + 10 * hour,
        (hour) => 260 + 5 * hour,
      ),
    ).toBe('kept');
    expect(
      asked(
        (hour) => 100 + 200 * daily(16)(hour),
        (hour) => 160 + 6 * hour,
      ),
    ).toBe('fell');
  });
});
