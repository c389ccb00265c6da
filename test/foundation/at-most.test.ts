import { expect, test } from 'vitest';
import { AtMost } from '../../src/foundation/at-most.ts';

test('so many run at once, the others in their order, whatever becomes of those before them', async () => {
  const lanes = new AtMost(2);
  const begun: number[] = [];
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const runs = ends.map(({ promise }, task) =>
    lanes.run(() => {
      begun.push(task);
      return promise;
    }),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  ends[1]?.reject(new Error('failed'));
  await expect(runs[1]).rejects.toThrow('failed');
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of ends) resolve();
  await Promise.all([runs[0], runs[2], runs[3]]);
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('one that is aborted while it waits does not begin, and keeps no lane', async () => {
  const lanes = new AtMost(1);
  const first = Promise.withResolvers<void>();
  const running = lanes.run(() => first.promise);
  const aborted = new AbortController();
  const waiting = lanes.run(() => Promise.reject(new Error('began')), aborted.signal);
  aborted.abort(new Error('not wanted'));
  first.resolve();
  await running;
  await expect(waiting).rejects.toThrow('not wanted');
  expect(await lanes.run(() => Promise.resolve(7))).toBe(7);
});
