import { expect, test } from 'vitest';
import type { Parcel } from '../../../src/investigation/outbox.ts';
import { SECOND } from '../../../src/measurement/duration.ts';
import type { Ranked } from '../../../src/slack/courier/order.ts';
import { Settling } from '../../../src/slack/courier/settling.ts';
import { STORM } from '../../../src/slack/courier/storm.ts';

/** Openings that wait, each with a number of alerts. */
function waiting(...severities: readonly number[]): readonly Ranked[] {
  return severities.map((severity, id) => ({
    parcel: { id } as Parcel,
    standing: { channel: 'C1', severity, someoneWaits: false, causes: [], byAlert: true, evidenceComing: false },
  }));
}

const at = (now: number, known: { toCome?: readonly number[]; isSizedUp?: boolean } = {}) => ({
  now,
  isSizedUp: known.isSizedUp ?? false,
  toCome: new Set(known.toCome),
});

const MANY = Array.from({ length: STORM.noStorm + 1 }, () => 1);

test('a few openings do not wait', () => {
  expect(new Settling().left('C1', waiting(...MANY.slice(1)), at(0))).toBe(0);
});

test('a storm has settled when two seconds brought nothing', () => {
  const settling = new Settling();
  expect(settling.left('C1', waiting(...MANY), at(0))).toBe(2 * SECOND);
  expect(settling.left('C1', waiting(...MANY), at(1.5 * SECOND))).toBe(0.5 * SECOND);
  expect(settling.left('C1', waiting(...MANY), at(2 * SECOND))).toBe(0);
});

test.each([
  ['another alert of a workload', [...MANY.slice(1), 2]],
  ['another workload', [...MANY, 1]],
])('%s is news', (_name, later) => {
  const settling = new Settling();
  settling.left('C1', waiting(...MANY), at(0));
  expect(settling.left('C1', waiting(...later), at(SECOND))).toBe(2 * SECOND);
});

test('a storm that goes on is waited for fifteen seconds', () => {
  const settling = new Settling();
  const left = [0, 5, 10, 14, 15].map((second) => settling.left('C1', waiting(...MANY, second), at(second * SECOND)));
  expect(left).toEqual([2, 2, 2, 1, 0].map((seconds) => seconds * SECOND));
});

test('another channel has its own storm', () => {
  const settling = new Settling();
  settling.left('C1', waiting(...MANY), at(0));
  expect(settling.left('C2', waiting(...MANY), at(5 * SECOND))).toBe(2 * SECOND);
});

test('alerts that are still to be taken up are news, also where few openings wait', () => {
  const settling = new Settling();
  const left = [0, 5, 14].map((second) => settling.left('C1', waiting(1), at(second * SECOND, { toCome: [1] })));
  expect(left).toEqual([2, 2, 1].map((seconds) => seconds * SECOND));
  expect(settling.left('C1', waiting(1), at(14.5 * SECOND))).toBe(0);
  // Then it begins again.
  expect(settling.left('C1', waiting(1), at(15 * SECOND, { toCome: [1] }))).toBe(2 * SECOND);
});

test('what came within fifteen seconds is taken up before anything opens, however slowly; what comes later is not', () => {
  const settling = new Settling();
  const left = (second: number, toCome: readonly number[]) =>
    settling.left('C1', waiting(...MANY, second), at(second * SECOND, { toCome })) / SECOND;
  expect(left(0, [1, 2, 3])).toBe(2);
  // Ids are not in the order in which they are stored.
  expect(left(15, [2, 3, 5])).toBe(2);
  expect(left(16, [3, 4, 5, 6])).toBe(2);
  expect(left(17, [4, 6])).toBe(0);
});

test('an alert that is never taken up holds a storm for a minute', () => {
  const settling = new Settling();
  const left = [0, 15, 59, 60].map((second) => settling.left('C1', waiting(1), at(second * SECOND, { toCome: [7] })));
  expect(left).toEqual([2, 2, 1, 0].map((seconds) => seconds * SECOND));
});

test('a storm that has shown its worst waits for what is to be taken up, and no longer', () => {
  const settling = new Settling();
  expect(settling.left('C1', waiting(...MANY), at(0, { isSizedUp: true, toCome: [1] }))).toBe(2 * SECOND);
  expect(settling.left('C1', waiting(...MANY), at(SECOND, { isSizedUp: true }))).toBe(0);
});
