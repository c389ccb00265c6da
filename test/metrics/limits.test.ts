import { expect, test } from 'vitest';
import { MiB } from '../../src/measurement/bytes.ts';
import { limitAt, limitSteps } from '../../src/metrics/limits.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';

/** MiB, one sample a second from `from`. */
const limits = (from: number, ...mebibytes: readonly number[]): Series => ({
  metric: 'container_spec_memory_limit_bytes',
  labels: {},
  ...trackOf(mebibytes.map((value, i) => [from + i, value * MiB] as const)),
});

test('a raised limit is a step; before the first sample the first limit holds', () => {
  const steps = limitSteps([limits(10, 512, 512, 1024, 1024)]);
  expect(steps).toEqual([
    { from: 10, limit: 512 * MiB },
    { from: 12, limit: 1024 * MiB },
  ]);
  expect([5, 11, 12, 99].map((time) => (limitAt(steps, time) ?? 0) / MiB)).toEqual([512, 512, 1024, 1024]);
});

test('the last sample of an old container, repeated, does not hide the new one’s limit', () => {
  expect(limitSteps([limits(12, 1024, 1024), limits(10, 512, 512, 512)]).map(({ from }) => from)).toEqual([10, 12]);
});

test('0 and 2^63 are no limit', () => {
  expect(limitSteps([limits(0, 0)])).toEqual([{ from: 0, limit: undefined }]);
  expect(limitSteps([limits(0, 2 ** 43)])).toEqual([{ from: 0, limit: undefined }]);
  expect(limitAt([], 3)).toBeUndefined();
});
