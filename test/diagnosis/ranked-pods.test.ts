import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { formatByteRate, MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';

test('a pod that is gone and shows too little comes after those that live', () => {
  const gone = aPod('api-old', { rss: '80 84 83 85 86', limit: 160 });
  const old = { ...gone, lifetimes: gone.lifetimes.map((life) => ({ ...life, end: 'restarted' as const })) };
  const flat = aPod('api-new', { rss: Array.from({ length: 60 }, (_, i) => 50 + (i % 2)).join(' '), limit: 160 });
  const ranked = rankPods(watching([old, flat]));
  expect(ranked.map(({ pod, growth }) => `${pod} ${growth.answer}`)).toEqual(['api-new no', 'api-old unclear']);
});

/** An hour of a service. */
function watching(pods: readonly PodMemory[]): Observation {
  return {
    range: { from: T0, to: minute(59) },
    step: MINUTE,
    runtime: 'go',
    pods,
    chosen: undefined,
    measured: {},
    deploys: [],
  };
}

/** A line from one level to another in an hour. */
function line(from: number, to: number): string {
  return Array.from({ length: 60 }, (_, i) => (from + ((to - from) * i) / 59).toFixed(2)).join(' ');
}

test('where no limit is known the pod that climbs faster comes first, whatever it is called', () => {
  const ranked = rankPods(watching([aPod('api-a', { rss: line(100, 160) }), aPod('api-b', { rss: line(100, 260) })]));
  expect(ranked.map(({ pod }) => pod)).toEqual(['api-b', 'api-a']);
});

test('of two that climb, the one that reaches its limit first comes first', () => {
  const slow = aPod('api-a', { rss: line(400, 450), limit: 1000 });
  const fast = aPod('api-b', { rss: line(200, 420), limit: 1000 });
  expect(rankPods(watching([slow, fast])).map(({ pod }) => pod)).toEqual(['api-b', 'api-a']);
});

describe('of a pod that grew and stands and one that grows now', () => {
  /** Nine hours; after so many minutes a leak moved from the first pod to the second. */
  const moved = (at: number, limit: number) => {
    const drawn = (level: (minute: number) => number) =>
      Array.from({ length: 540 }, (_, i) => (level(i) + 1.5 * Math.sin(i * 5)).toFixed(2)).join(' ');
    const pods = [
      aPod('api-a', { rss: drawn((i) => 70 + 0.5 * Math.min(i, at)), limit }),
      aPod('api-b', { rss: drawn((i) => 70 + 0.5 * Math.max(0, i - at)), limit }),
    ];
    return { ...watching(pods), range: { from: T0, to: minute(539) } };
  };

  test.each([460, 466, 470])('the second comes first, where it took over after %s min', (at) => {
    const [first, second] = rankPods(moved(at, 512));
    expect(first).toMatchObject({ pod: 'api-b', growth: { answer: 'yes' } });
    expect(second?.nextKill).toBeUndefined();
  });

  test('the first does where it is nearly full', () => {
    expect(rankPods(moved(466, 320))[0]?.pod).toBe('api-a');
  });
});

test('every pod is judged by what counts against its limit, looked at or not', () => {
  const shared = {
    ...aPod('api-b', { rss: line(190, 191), limit: 1536 }),
    workingSet: aPod('', { rss: line(500, 900) }).rss,
  };
  const [first, second] = rankPods({ ...watching([aPod('api-a', { rss: line(300, 302), limit: 1536 }), shared]) });
  expect(first?.pod).toBe('api-b');
  expect(first?.growth.answer).toBe('yes');
  expect(first?.nextKill).toBeDefined();
  expect(second?.growth.answer).not.toBe('yes');
});

test('the run that lives has a rate of its own', () => {
  const [first] = rankPods(
    watching([aPod('api', { rss: `${line(100, 500)} | ${line(100, 180)}`, limit: 500, ends: ['oom-killed'] })]),
  );
  expect(Math.round((first?.rate.perHour ?? 0) / 2 ** 20)).toBe(81);
  expect(first?.rate.ofThisRun).toBe(true);
});

test('of pods that grow, where no limit is known and none was killed, the one that climbs fastest comes first', () => {
  const climbing = (name: string, perMinute: number) =>
    aPod(name, { rss: Array.from({ length: 60 }, (_, i) => 100 + perMinute * i).join(' ') });
  const pods = [climbing('api-a', 0.5), climbing('api-b', 5), climbing('api-c', 1)];
  const range = { from: T0, to: minute(59) };
  const rest = { chosen: undefined, measured: {}, deploys: [] };
  const ranked = rankPods({ range, step: MINUTE, runtime: 'go', pods, ...rest });
  expect(ranked.map(({ pod, growth }) => `${pod} ${growth.answer}`)).toEqual(['api-b yes', 'api-c yes', 'api-a yes']);
});

test('a climb that began late is forecast at its own rate, and headline, table and forecast have one', () => {
  // Level at 160 for 24 minutes, then 6 a minute: at the end 370, and 300 more are 50 minutes off.
  const levels = Array.from({ length: 60 }, (_, i) => (160 + 6 * Math.max(0, i - 24) + 0.2 * (i % 3)).toFixed(2));
  const observation = watching([aPod('api', { rss: levels.join(' '), limit: 670 })]);
  const judged = judgeRssGrowing(observation);
  const [first] = judged.ranked ?? [];
  const perMinute = (first?.rate.perHour ?? 0) / 60 / MiB;
  expect(judged.answer).toBe('yes');
  expect(perMinute).toBeGreaterThan(5.8);
  expect(perMinute).toBeLessThan(6.2);
  expect(((first?.nextKill?.at ?? 0) - minute(59)) / MINUTE).toBeGreaterThan(47);
  expect(((first?.nextKill?.at ?? 0) - minute(59)) / MINUTE).toBeLessThan(53);
  expect(judged.headline).toContain(`(${formatByteRate(first?.rate.perHour ?? 0, HOUR / 2)})`);
});

test('no kill is predicted for a pod whose samples have ended, or only repeat the last', () => {
  const pod = aPod('api', { rss: line(100, 700), limit: 1000 });
  const [alive] = rankPods(watching([pod]));
  expect(alive?.nextKill).toBeDefined();
  const [unseen] = rankPods({ ...watching([pod]), range: { from: T0, to: minute(63) } });
  expect(unseen?.nextKill).toBeUndefined();
  const repeated = aPod('api', { rss: `${line(100, 700)} 700.00 700.00 700.00 700.00`, limit: 1000 });
  const [ended] = rankPods({ ...watching([repeated]), range: { from: T0, to: minute(63) } });
  expect(ended?.nextKill).toBeUndefined();
});

test('a pod that waits to be started again is there, and killed next after another climb', () => {
  // Three runs of 100 to 500 MiB in 60 minutes each, the last of them ended four minutes ago.
  const pod = aPod('api', { rss: [line(100, 500), line(100, 500), line(100, 500)].join(' | '), limit: 500 });
  const ended = pod.lifetimes.map((life) => ({ ...life, end: 'oom-killed' as const }));
  const to = (ended.at(-1)?.to ?? 0) + 4 * MINUTE;
  const [gone] = rankPods({ ...watching([{ ...pod, lifetimes: ended }]), range: { from: T0, to } });
  expect(gone?.nextKill).toBeUndefined();
  const [waits] = rankPods({
    ...watching([{ ...pod, lifetimes: ended, waiting: 'CrashLoopBackOff' }]),
    range: { from: T0, to },
  });
  expect(((waits?.nextKill?.at ?? 0) - to) / MINUTE).toBeGreaterThan(50);
  expect(((waits?.nextKill?.at ?? 0) - to) / MINUTE).toBeLessThan(70);
});

/** A pod that is gone after these runs, and the one in its place; one sample a minute. */
function inItsPlace(before: string, young: number): readonly PodMemory[] {
  const gone = aPod('api-old', { rss: before, limit: 512 });
  const last = gone.rss.times.at(-1) ?? T0;
  const fresh = aPod('api-new', {
    rss: Array.from({ length: young }, (_, i) => 130 + 0.6 * i + (i % 2)).join(' '),
    limit: 512,
  });
  const later = last + 60_000 - T0;
  return [
    { ...gone, lifetimes: gone.lifetimes.map((life) => ({ ...life, end: 'oom-killed' as const })), kills: [last] },
    {
      ...fresh,
      rss: { times: fresh.rss.times.map((time) => time + later), values: fresh.rss.values },
      lifetimes: fresh.lifetimes.map((life) => ({ ...life, from: life.from + later, to: life.to + later })),
    },
  ];
}

test.each([
  ['a start shows less than the run of hours whose end it follows', 18, 'api-old'],
  ['an hour shows as much', 75, 'api-new'],
] as const)('of a pod that was killed again at once, and is gone: %s', (_, young, first) => {
  const long = Array.from({ length: 500 }, (_, i) => (150 + (360 * i) / 500).toFixed(1)).join(' ');
  const brief = Array.from({ length: 9 }, (_, i) => 130 + 0.6 * i).join(' ');
  const pods = inItsPlace(`${long} | ${brief} | ${brief}`, young);
  const to = Math.max(...pods.map(({ rss }) => rss.times.at(-1) ?? 0));
  expect(rankPods({ ...watching(pods), range: { from: T0, to } })[0]?.pod).toBe(first);
});
