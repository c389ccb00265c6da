import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { growthOf } from '../../src/diagnosis/growth.ts';
import { belowEarlier, judgedByPredecessors } from '../../src/diagnosis/predecessors.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { Lifetime, LifetimeEnd, PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

interface Drawn {
  readonly pod: string;
  readonly after: number;
  readonly minutes: number;
  readonly end: LifetimeEnd;
  readonly law: (age: number) => number;
  readonly revision?: string;
  readonly startSeen?: boolean;
}

/** A pod of one run, a sample a minute. */
function podOf({ pod, after, minutes, end, law, revision = 'a', startSeen = true }: Drawn): PodMemory {
  const random = randomOf(after + 1);
  const points = Array.from(
    { length: minutes + 1 },
    (_, age) => [(after + age) * MINUTE, (law(age) + random.normal()) * MiB] as const,
  );
  const from = after * MINUTE;
  const to = (after + minutes) * MINUTE;
  return {
    pod,
    rss: trackOf(points),
    lifetimes: [{ from, to, end, startSeen, startedAt: startSeen ? from : undefined, revision }],
    restarts: 0,
    kills: end === 'oom-killed' ? [to] : [],
  };
}

const fills = (age: number) => 300 - 240 * Math.exp(-age / 30);
const line = (age: number) => 60 + 6 * age;

/** A run of 25 minutes after three that lasted three hours each. */
function judged(before: Partial<Drawn>, young: Partial<Drawn> = {}) {
  const gone = [0, 200, 400].map((after, i) =>
    podOf({ pod: `api-${i}`, after, minutes: 180, end: 'restarted', law: fills, ...before }),
  );
  const now = podOf({ pod: 'api-9', after: 600, minutes: 25, end: 'running', law: fills, ...young });
  return judgedByPredecessors(now, growthOf(now.rss, now.lifetimes), [...gone, now]);
}

test('a young run that fills as three before it did is at its start', () => {
  expect(judged({})).toMatchObject({ answer: 'no', kind: 'warm-up', predecessors: { runs: 3 } });
});

test.each([
  ['those before it went on to climb', { law: line }, { law: line }],
  ['one of those before it was killed', { end: 'oom-killed' }, {}],
  ['it is higher than they ever were', {}, { law: (age: number) => 60 + 16 * age }],
] as const)('not where %s', (_, before, young) => {
  const growth = judged(before, young);
  expect(growth.predecessors).toBeUndefined();
  expect(growth.answer).not.toBe('no');
});

test.each([
  ['of another revision', {}, {}],
  ['of another revision, which filled a third faster', { law: (age: number) => 300 - 240 * Math.exp(-age / 22) }, {}],
  ['of another revision, in pods that run still', { end: 'running' }, {}],
  ['of another revision, whose starts nothing saw', { startSeen: false, law: () => 300 }, {}],
] as const)(
  'a young run below the level of three %s says nothing yet, and is never called sure',
  (_, before, young) => {
    const growth = judged(before, { revision: 'b', ...young });
    expect(growth).toMatchObject({ answer: 'no', kind: 'warm-up', predecessors: { runs: 3 } });
    expect(1 - growth.probability).toBeLessThan(0.8);
  },
);

test.each([
  ['climbs past the level of those before it', {}, { law: (age: number) => 60 + 16 * age }],
  ['climbs clearly faster than they did', { law: (age: number) => 300 - 240 * Math.exp(-age / 90) }, { law: line }],
  [
    'still climbs at an age at which they had levelled',
    { law: (age: number) => 300 - 240 * Math.exp(-age / 4) },
    { law: line },
  ],
  ['follows runs that climbed', { law: line }, { law: line }],
  ['follows a run that was killed', { end: 'oom-killed' }, {}],
  [
    'is hours old, and no start of theirs was seen',
    { startSeen: false, law: () => 300, minutes: 199 },
    { minutes: 90, law: (age: number) => 60 + 2 * age },
  ],
] as const)('a new revision is judged as ever where it %s', (_, before, young) => {
  const growth = judged(before, { revision: 'b', ...young });
  expect(growth.predecessors).toBeUndefined();
  expect(growth.answer).toBe('yes');
});

test('hours below the level of runs whose starts no one saw a climb is not sure to be a leak', () => {
  const before = { startSeen: false, law: () => 300, minutes: 199 };
  const climbs = { minutes: 90, law: (age: number) => 60 + 2 * age, revision: 'b' };
  const growth = judged(before, climbs);
  expect(growth.answer).toBe('yes');
  expect(growth.below?.runs).toBe(3);
  expect(growth.probability).toBeLessThan(0.8);
  const past = judged(before, { ...climbs, law: (age: number) => 60 + 4 * age });
  expect(past.below).toBeUndefined();
  expect(past.probability).toBeGreaterThan(0.8);
});

test.each([
  ['of which the window shows the last hour alone', 60, 'restarted', 'restarted'],
  ['of which one in six was killed', 180, 'restarted', 'oom-killed'],
] as const)('no growth is sure below the level of runs of other revisions %s', (_, minutes, end, last) => {
  const before = [0, 1, 2, 3, 4, 5].map((i): PodMemory => {
    const drawn = { pod: `api-${i}`, after: 500 - minutes, minutes, law: () => 300 + i, startSeen: false } as const;
    const pod = podOf({ ...drawn, end: i === 5 ? last : end });
    return { ...pod, lifetimes: pod.lifetimes.map((life) => ({ ...life, startedAt: -3000 * MINUTE })) };
  });
  const young = { pod: 'api-9', after: 501, minutes: 80, end: 'running', revision: 'b' } as const;
  const judgedBy = (law: (age: number) => number, pods = before) => {
    const now = podOf({ ...young, law });
    return judgedByPredecessors(now, growthOf(now.rss, now.lifetimes), [...pods, now]);
  };
  const below = judgedBy((age) => 60 + 2 * age);
  expect(below.below?.runs).toBe(6);
  expect(below.probability).toBeLessThan(0.7);
  expect(judgedBy((age) => 60 + 4 * age).probability).toBeGreaterThan(0.8);
  const killed = before.map((pod, i) => (i < 2 ? { ...pod, lifetimes: ended(pod) } : pod));
  expect(judgedBy((age) => 60 + 2 * age, killed).probability).toBeGreaterThan(0.8);
});

/** A young run of a rollout, beside two of the same that began a little before it. */
function inRollout(sibling: (age: number) => number) {
  const old = [0, 10, 20].map((after, i) =>
    podOf({ pod: `old-${i}`, after, minutes: 500, end: 'restarted', law: fills }),
  );
  const young = { end: 'running', revision: 'b' } as const;
  const siblings = [0, 1].map((i) =>
    podOf({ ...young, pod: `new-${i}`, after: 520 + i, minutes: 43 - i, law: sibling }),
  );
  const now = podOf({ ...young, pod: 'new-2', after: 533, minutes: 30, law: fills });
  return judgedByPredecessors(now, growthOf(now.rss, now.lifetimes), [...old, ...siblings, now]);
}

test('the other pods of a rollout are as young, and show what comes only where they pass the level before it', () => {
  expect(inRollout(fills).predecessors?.runs).toBe(3);
  expect(inRollout((age) => 60 + 7 * age).answer).toBe('yes');
});

function ended({ lifetimes }: PodMemory): readonly Lifetime[] {
  return lifetimes.map((life) => ({ ...life, end: 'oom-killed' }));
}

test('a pod that keeps its name, and was of another revision before, is judged by what it was then', () => {
  const old = [0, 200].map((after) => podOf({ pod: 'db-0', after, minutes: 180, end: 'restarted', law: fills }));
  const now = podOf({ pod: 'db-0', after: 600, minutes: 25, end: 'running', law: fills, revision: 'b' });
  const parts = [...old, now];
  const points = parts.flatMap(({ rss }) => [...rss.times].map((time, i) => [time, rss.values[i] ?? 0] as const));
  const pod = { ...now, rss: trackOf(points), lifetimes: parts.flatMap(({ lifetimes }) => lifetimes) };
  const own = growthOf(pod.rss, pod.lifetimes);
  expect(own.answer).toBe('yes');
  expect(judgedByPredecessors(pod, own, [pod])).toMatchObject({
    answer: 'no',
    predecessors: { runs: 2, before: 'another' },
  });
});

test('a pod that was added beside others that run level starts as they did', () => {
  const growth = judged({ end: 'running' });
  expect(growth).toMatchObject({ answer: 'no', kind: 'warm-up', predecessors: { runs: 3 } });
});

test('runs of a job end by themselves: their climbs are no leak', () => {
  const gone = [0, 200, 400].map((after, i) =>
    podOf({ pod: `sync-2950000${i}-x7k2p`, after, minutes: 60, end: 'restarted', law: line }),
  );
  const now = podOf({ pod: 'sync-29500009-b4d5f', after: 600, minutes: 25, end: 'running', law: line });
  const own = growthOf(now.rss, now.lifetimes);
  expect(own.answer).toBe('yes');
  expect(judgedByPredecessors(now, own, [...gone, now])).toMatchObject({ answer: 'no', predecessors: { runs: 3 } });
});

test.each(['running', 'restarted'] as const)(
  'a run of a job that is as old as the others became, and %s, is no leak',
  (end) => {
    const others = [0, 30, 60, 90].map((after, i) =>
      podOf({ pod: `sync-2950000${i}-x7k2p`, after, minutes: 12, end: 'restarted', law: line }),
    );
    const now = podOf({ pod: 'sync-29500009-b4d5f', after: 120, minutes: 12, end, law: line });
    const own = growthOf(now.rss, now.lifetimes);
    expect(own.answer).toBe('yes');
    for (const each of [now, ...(end === 'running' ? [] : others)]) {
      const growth = judgedByPredecessors(each, growthOf(each.rss, each.lifetimes), [...others, now]);
      expect(growth).toMatchObject({ answer: 'no', predecessors: { runs: 4 } });
    }
  },
);

describe('of few runs of a job', () => {
  type End = Parameters<typeof podOf>[0]['end'];
  const run = (number: number, end: End, minutes = 12, law = line) =>
    podOf({ pod: `sync-2950000${number}-x7k2p`, after: 30 * number, minutes, end, law });
  const failing = (pod: PodMemory): PodMemory => ({
    ...pod,
    lifetimes: pod.lifetimes.map((life) => ({ ...life, reason: 'Error', exitCode: 1 })),
  });

  test.each([
    ['the only one ended by itself', 0, [run(0, 'restarted')], 1],
    ['the last of two ended by itself', 1, [run(0, 'restarted'), run(1, 'restarted')], 2],
    ['one goes on, as another that ended', 1, [run(0, 'restarted'), run(1, 'running')], 1],
  ] as const)('%s: its climb is no leak, and not a sure calm', (_, judged, pods, runs) => {
    const pod = pods[judged] ?? pods[0];
    const own = growthOf(pod.rss, pod.lifetimes);
    expect(own.answer).toBe('yes');
    const growth = judgedByPredecessors(pod, own, pods);
    expect(growth).toMatchObject({ answer: 'no', predecessors: { runs, before: 'few-of-job' } });
    expect(growth.probability).toBe(0.4);
  });

  test.each([
    ['the other was killed', [run(0, 'oom-killed'), run(1, 'restarted')]],
    ['the other failed', [failing(run(0, 'restarted')), run(1, 'running')]],
    ['it goes on for twice as long', [run(0, 'restarted'), run(1, 'running', 24)]],
    ['it is far faster', [run(0, 'restarted', 40), run(1, 'running', 12, (age) => 60 + 18 * age)]],
    ['it takes far more', [run(0, 'restarted'), run(1, 'running', 12, (age) => 60 + 14 * age)]],
    ['none has ended', [run(0, 'running'), run(1, 'running')]],
  ] as const)('%s: it is judged by itself', (_, pods) => {
    const pod = pods[1];
    const own = growthOf(pod.rss, pod.lifetimes);
    expect(judgedByPredecessors(pod, own, pods)).toBe(own);
  });
});

test('a run of a job that takes far more than the others did is judged by itself', () => {
  const others = [0, 30, 60].map((after, i) =>
    podOf({ pod: `sync-2950000${i}-x7k2p`, after, minutes: 12, end: 'restarted', law: line }),
  );
  const now = podOf({
    pod: 'sync-29500009-b4d5f',
    after: 120,
    minutes: 12,
    end: 'running',
    law: (age) => 60 + 14 * age,
  });
  const own = growthOf(now.rss, now.lifetimes);
  expect(judgedByPredecessors(now, own, [...others, now])).toBe(own);
});

/** Pods of one revision that a scaler started one after the other, in minutes before minute 600; the last is judged. */
function scaledOut(starts: readonly number[], law: (age: number) => number, young = law) {
  const pods = starts.map((minutes, i) =>
    podOf({
      pod: `api-${i}`,
      after: 600 - minutes,
      minutes,
      end: 'running',
      law: i === starts.length - 1 ? young : law,
    }),
  );
  const [last] = pods.slice(-1);
  if (last === undefined) throw new RangeError('no pod');
  return judgedByPredecessors(last, growthOf(last.rss, last.lifetimes), pods);
}

test('pods that still fill do not speak against the level of older ones, to which a younger one fills', () => {
  const straight = (age: number) => Math.min(330, 90 + 4 * age);
  const growth = scaledOut([400, 380, 58, 55, 52, 25], straight);
  expect(growth).toMatchObject({ answer: 'no', kind: 'warm-up', predecessors: { runs: 5 } });
});

test.each([
  ['no older one stands level', [300, 290, 60, 45, 22], line, line],
  ['one older one alone does', [300, 31, 29, 22], fills, fills],
  ['it is far above their level', [300, 290, 60, 45, 22], fills, (age: number) => 60 + 16 * age],
] as const)('a young pod is not judged by its siblings where %s', (_, starts, law, young) => {
  expect(scaledOut(starts, law, young).predecessors).toBeUndefined();
});

test.each([
  ['slows down where they stood', (age: number) => 60 + 240 * (1 - Math.exp(-age / 60)), true],
  ['slows down far below that', (age: number) => 60 + 120 * (1 - Math.exp(-age / 60)), undefined],
  ['slows down far above that', (age: number) => 60 + 400 * (1 - Math.exp(-age / 60)), undefined],
  ['climbs through that in a line', (age: number) => 60 + 1.25 * age, undefined],
])('beside runs of another revision that stood from their start, one that %s', (_, law, reached) => {
  const gone = [0, 250].map((after, i) =>
    podOf({ pod: `api-${i}`, after, minutes: 240, end: 'restarted', law: () => 300 }),
  );
  const now = podOf({ pod: 'api-9', after: 600, minutes: 190, end: 'running', law, revision: 'b' });
  expect(belowEarlier(now, [...gone, now])?.reached).toBe(reached);
});
