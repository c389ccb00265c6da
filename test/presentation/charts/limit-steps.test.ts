import { describe, expect, test } from 'vitest';
import { MiB } from '../../../src/measurement/bytes.ts';
import { HOUR } from '../../../src/measurement/duration.ts';
import { highestLimit, limitOverTime, withLimitsBefore } from '../../../src/presentation/charts/limit-steps.ts';
import { aPod, minute } from '../../support/a-pod.ts';

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

describe('pods that a deploy gave new names', () => {
  const ran = (name: string, from: number, to: number, limit: number) => ({
    ...aPod(name, { rss: '100 100', limit }),
    lifetimes: [{ from: minute(from), to: minute(to), end: 'restarted' as const }],
  });
  const day = { from: minute(0), to: minute(1440) };
  const drawn = (...pods: readonly ReturnType<typeof ran>[]) =>
    limitOverTime(withLimitsBefore(pods.at(-1), pods), day, 700 * MiB);

  test('had another limit: the line of the service has a step where the new ones began', () => {
    const before = [ran('api-65d4-a', 0, 603, 384), ran('api-65d4-b', 0, 606, 384)];
    expect(drawn(...before, ran('api-79cf-d', 604, 1440, 768), ran('api-79cf-c', 600, 1440, 768))).toMatchObject({
      value: 768 * MiB,
      from: minute(600),
      earlier: [{ value: 384 * MiB, from: minute(0), to: minute(600) }],
    });
  });

  test('twice: there are two steps', () => {
    const earlier = drawn(ran('a', 0, 300, 384), ran('b', 300, 900, 512), ran('c', 901, 1440, 384))?.earlier;
    expect(earlier?.map(({ value, to }) => [value / MiB, to])).toEqual([
      [384, minute(300)],
      [512, minute(901)],
    ]);
  });

  test('side by side for hours they have no one limit: the pod’s own is drawn', () => {
    expect(drawn(ran('canary-a', 0, 1440, 384), ran('stable-b', 0, 1440, 768))?.earlier).toBeUndefined();
    expect(drawn(ran('a', 0, 700, 384), ran('b', 600, 1440, 768))?.earlier).toBeUndefined();
  });

  test('a pod that is gone and was looked at keeps its own', () => {
    expect(
      limitOverTime(withLimitsBefore(ran('a', 0, 600, 384), [ran('a', 0, 600, 384), ran('b', 600, 1440, 768)]), day, 0)
        ?.value,
    ).toBe(384 * MiB);
  });
});
