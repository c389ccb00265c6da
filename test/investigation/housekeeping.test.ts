import { expect, test } from 'vitest';
import { KEPT, keepHouse } from '../../src/investigation/housekeeping.ts';
import { DAY } from '../../src/measurement/duration.ts';
import { fastTime } from '../support/fast-time.ts';
import { NOON } from '../support/investigations.ts';

test('the house is kept at the start and once a day, and a fault is reported and does not end it', async () => {
  const time = fastTime({ start: NOON, startedAt: Date.now(), speed: 1 });
  const asked: number[] = [];
  const faults: string[] = [];
  const house = keepHouse({
    clock: time,
    alarm: time.alarm,
    forget: ({ before }) => {
      asked.push(Math.round((before - (NOON - KEPT)) / DAY));
      return Promise.reject(new Error('the disk is full'));
    },
    report: (problem) => void faults.push(problem),
  });
  for (const day of [1, 2]) {
    time.skip(DAY);
    while (asked.length <= day) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  house.stop();
  time.skip(DAY);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(asked).toEqual([0, 1, 2]);
  expect(faults).toHaveLength(3);
});
