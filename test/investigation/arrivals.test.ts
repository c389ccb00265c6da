import { expect, onTestFinished, test } from 'vitest';
import { Arrivals, type ArrivalsMeans } from '../../src/investigation/arrivals.ts';
import { fastTime } from '../support/fast-time.ts';
import { NOON } from '../support/investigations.ts';

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Looks as often as `look` is called. */
function arrivals(changes: Partial<ArrivalsMeans> = {}) {
  const time = fastTime({ start: NOON, startedAt: Date.now(), speed: 1 });
  const seen = { waiting: [] as number[], takeUps: 0, gestures: 0, problems: [] as string[] };
  const count = (what: 'takeUps' | 'gestures') => () => {
    seen[what] += 1;
    return Promise.resolve();
  };
  const watch = new Arrivals({
    clock: time,
    alarm: time.alarm,
    waitingIds: () => Promise.resolve([...seen.waiting]),
    takeUpAlerts: count('takeUps'),
    takeUpGestures: count('gestures'),
    report: (problem) => void seen.problems.push(problem),
    ...changes,
  });
  onTestFinished(() => watch.stop());
  watch.start();
  const look = async () => {
    await settle();
    time.skip(250);
    await settle();
  };
  return { seen, look, time, watch };
}

test('what another replica stored is taken up at the next look, and once', async () => {
  const { seen, look } = arrivals();
  await look();
  expect(seen.takeUps).toBe(0);
  seen.waiting = [7, 9];
  await look();
  await look();
  expect(seen.takeUps).toBe(1);
  // Stored earlier, committed later.
  seen.waiting = [7, 8, 9];
  await look();
  expect(seen.takeUps).toBe(2);
});

test('what could not be taken up is tried again, not at each look', async () => {
  const { seen, look, time } = arrivals();
  seen.waiting = [1];
  await look();
  const first = seen.takeUps;
  await look();
  await look();
  expect(seen.takeUps).toBe(first);
  time.skip(15_000);
  await look();
  expect(seen.takeUps).toBe(first + 1);
});

test('a store that fails is one line in the log, and looked at again', async () => {
  let fails = true;
  const { seen, look } = arrivals({
    waitingIds: () => (fails ? Promise.reject(new Error('away')) : Promise.resolve([4])),
  });
  await look();
  await look();
  expect(seen.problems).toEqual(['what other replicas stored cannot be read; trying again']);
  fails = false;
  await look();
  expect(seen.takeUps).toBe(1);
});

test('after the stop nothing is looked at', async () => {
  const { seen, look, watch } = arrivals();
  await look();
  await watch.stop();
  const before = seen.gestures;
  expect(before).toBeGreaterThan(0);
  await look();
  expect(seen.gestures).toBe(before);
});
