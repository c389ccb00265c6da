import { expect, test } from 'vitest';
import { MiB } from '../../../src/measurement/bytes.ts';
import { HOUR } from '../../../src/measurement/duration.ts';
import { highestLimit, limitOverTime } from '../../../src/presentation/charts/limit-steps.ts';
import { aPod } from '../../support/a-pod.ts';

const range = { from: 0, to: 24 * HOUR };
const limited = (...steps: readonly (readonly [hour: number, limit: number | undefined])[]) => ({
  ...aPod('api', { rss: '100' }),
  limit: steps.at(-1)?.[1],
  limitSteps: steps.map(([hour, limit]) => ({ from: hour * HOUR, limit })),
});

test('a limit that was raised is a line for each time that it held', () => {
  const limit = limitOverTime(limited([1, 384 * MiB], [15, 768 * MiB]), range, 700 * MiB);
  expect(limit).toMatchObject({
    value: 768 * MiB,
    from: 15 * HOUR,
    earlier: [{ value: 384 * MiB, label: '384 MiB', from: 0, to: 15 * HOUR }],
  });
});

test('one that was lowered keeps the higher line in the picture', () => {
  const limit = limitOverTime(limited([1, 1024 * MiB], [15, 512 * MiB]), range, 500 * MiB);
  expect(highestLimit(limit)).toBe(1024 * MiB);
});

test('a change before the picture began, or back to the same limit, draws one line', () => {
  expect(limitOverTime(limited([-9, 384 * MiB], [-1, 768 * MiB]), range, 700 * MiB)?.earlier).toBeUndefined();
  expect(
    limitOverTime(limited([1, 768 * MiB], [5, undefined], [6, 768 * MiB]), range, 700 * MiB)?.earlier,
  ).toBeUndefined();
});

test('without a limit there is no line', () => {
  expect(limitOverTime({ ...aPod('api', { rss: '100' }), limit: undefined }, range, 700 * MiB)).toBeUndefined();
});
