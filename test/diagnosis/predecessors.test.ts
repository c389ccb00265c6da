import { expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { growthOf } from '../../src/diagnosis/growth.ts';
import { judgedByPredecessors } from '../../src/diagnosis/predecessors.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { LifetimeEnd, PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

interface Drawn {
  readonly pod: string;
  readonly after: number;
  readonly minutes: number;
  readonly end: LifetimeEnd;
  readonly law: (age: number) => number;
  readonly revision?: string;
}

/** A pod of one run, a sample a minute. */
function podOf({ pod, after, minutes, end, law, revision = 'a' }: Drawn): PodMemory {
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
    lifetimes: [{ from, to, end, startSeen: true, startedAt: from, revision }],
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
  ['those before it were of another revision', {}, { revision: 'b' }],
  ['it is higher than they ever were', {}, { law: (age: number) => 60 + 16 * age }],
] as const)('not where %s', (_, before, young) => {
  const growth = judged(before, young);
  expect(growth.predecessors).toBeUndefined();
  expect(growth.answer).not.toBe('no');
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
