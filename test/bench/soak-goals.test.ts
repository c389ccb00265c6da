import { expect, test } from 'vitest';
import { soakGoals } from '../../scripts/bench/soak-goals.ts';
import type { Soak } from '../../scripts/bench/soaked.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';

const flat = { growing: 'no', headline: 'flat', finding: 'none' };

const GOOD: Soak = {
  minutes: 30,
  alerts: 600,
  threads: 200,
  reports: 100,
  withoutThread: [],
  troubles: 90,
  gestures: { made: 900, acknowledged: 880, waits: [5], answered: new Map() },
  lostGestures: 0,
  unhandled: 0,
  errors: new Map(),
  memory: [150 * MiB, 400 * MiB],
  warm: flat,
  whole: flat,
  largestStore: 96 * MiB,
  storeBound: 96 * MiB,
  undelivered: 0,
  exitStatus: 0,
};

const missedOf = (soaked: Soak) =>
  soakGoals(soaked).flatMap((goal) => ('missed' in goal && goal.missed === true ? [goal.name] : []));

test('a soak in which all went well misses nothing', () => {
  expect(missedOf(GOOD)).toEqual([]);
});

test.each<[name: string, wrong: Partial<Soak>]>([
  ['goal: memory flat, by Leakbot itself', { warm: { ...flat, growing: 'yes' } }],
  ['goal: memory flat, by Leakbot itself', { warm: { ...flat, growing: 'unclear' } }],
  ['goal: memory flat, by Leakbot itself', { minutes: 2, warm: { ...flat, growing: 'yes' } }],
  ['goal: memory within the limit', { memory: [150 * MiB, GiB] }],
  ['goal: store within its bound', { largestStore: 96 * MiB + 1 }],
  ['goal: no unhandled rejection', { unhandled: 1 }],
  ['goal: no gesture lost', { lostGestures: 1 }],
  ['goal: no gesture lost', { gestures: { ...GOOD.gestures, acknowledged: 0 } }],
  ['goal: a thread for each service that fired', { withoutThread: ['soak-7'] }],
  ['goal: everything delivered', { undelivered: 1 }],
  ['goal: ends in order', { exitStatus: null }],
  ['goal: ends in order', { exitStatus: 1 }],
])('%s is missed with %j', (name, wrong) => {
  expect(missedOf({ ...GOOD, ...wrong })).toEqual([name]);
});

test('a soak of two minutes that settles nothing about memory is no failure, and no goal that was met', () => {
  const short: Soak = { ...GOOD, minutes: 2, warm: { ...flat, growing: 'unclear' } };
  expect(missedOf(short)).toEqual([]);
  expect(soakGoals(short)[0]).toMatchObject({
    text: expect.stringMatching(/^not judged: 2 minutes are too few/) as string,
  });
});
