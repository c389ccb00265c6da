import { describe, expect, it } from 'vitest';
import { due, standsAtLimit } from '../../src/collection/due.ts';
import { attempted, type Watch, watched } from '../../src/collection/watch.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';

/** Minutes after the start at which a process whose memory follows `bytesAt` is captured, watched once a minute. */
function captures(
  minutes: number,
  bytesAt: (minute: number) => number | undefined,
  options: { limit?: number; succeeds?: (minute: number) => boolean } = {},
): number[] {
  const taken: number[] = [];
  let watch: Watch | undefined;
  for (let minute = 1; minute <= minutes; minute += 1) {
    const time = minute * MINUTE;
    watch = watched(watch, { time, processStart: 0, memory: bytesAt(minute) });
    if (!due(watch, time, { every: MINUTE, limit: options.limit })) continue;
    taken.push(minute);
    watch = attempted(watch, time, options.succeeds?.(minute) ?? true);
  }
  return taken;
}

const gaps = (times: readonly number[]) => times.slice(1).map((time, i) => time - (times[i] ?? 0));

describe('what is due', () => {
  it('comes at growing intervals, at most half an hour apart, in a calm process', () => {
    const taken = captures(600, () => 100 * MiB);
    expect(taken.slice(0, 10)).toEqual([1, 2, 3, 4, 5, 6, 8, 10, 13, 17]);
    expect(Math.max(...gaps(taken))).toBe(30);
    expect(gaps(taken).slice(5)).toEqual([...gaps(taken).slice(5)].sort((a, b) => a - b));
  });

  it('gets denser as memory nears the limit', () => {
    // 16 hours to the limit: by age alone it would be every half hour to the end.
    const taken = captures(960, (minute) => (minute / 960) * GiB, { limit: GiB });
    const end = taken.filter((minute) => minute > 900);
    expect(Math.max(...gaps(end))).toBe(2);
    expect(taken.filter((minute) => minute > 480 && minute <= 720).length).toBeLessThan(30);
  });

  it('is dense in a process that lives for minutes only', () => {
    const taken = captures(12, (minute) => (minute / 12) * GiB, { limit: GiB });
    expect(taken.length).toBeGreaterThanOrEqual(7);
    expect(12 - (taken.at(-1) ?? 0)).toBeLessThanOrEqual(2);
  });

  it('follows growth when no limit is known', () => {
    const calm = captures(600, () => 100 * MiB);
    const doubling = captures(600, (minute) => (minute < 540 ? 100 * MiB : 100 * MiB * 1.1 ** (minute - 540)));
    expect(doubling.filter((minute) => minute > 540).length).toBeGreaterThan(20);
    expect(doubling.filter((minute) => minute < 540)).toEqual(calm.filter((minute) => minute < 540));
  });

  it('is decided by age alone where nothing shows the memory', () => {
    expect(captures(120, () => undefined)).toEqual(captures(120, () => 100 * MiB));
  });

  it('comes ever more seldom while attempts fail, and as usual once one succeeded', () => {
    const taken = captures(300, () => 100 * MiB, { succeeds: (minute) => minute > 100 });
    expect(gaps(taken.filter((minute) => minute <= 100))).toEqual([2, 4, 8, 16, 30, 30]);
  });
});

describe('a watch', () => {
  it('begins again with a new process', () => {
    const old = attempted(watched(undefined, { time: HOUR, processStart: 0, memory: MiB }), HOUR, true);
    const fresh = watched(old, { time: HOUR + MINUTE, processStart: HOUR + 30_000, memory: 2 * MiB });
    expect(fresh).toMatchObject({ since: HOUR + 30_000, captured: undefined, memory: [{ bytes: 2 * MiB }] });
  });

  it('takes start times that differ by rounding for the same process', () => {
    const old = attempted(watched(undefined, { time: HOUR, processStart: 1000 }), HOUR, true);
    expect(watched(old, { time: HOUR + MINUTE, processStart: 1250 }).captured).toEqual(old.captured);
  });

  it.each([
    [95, 100, true],
    [50, 100, false],
    [95, undefined, undefined],
    [undefined, 100, undefined],
  ])('with %s of %s stands at its limit: %s', (memory, limit, expected) => {
    expect(standsAtLimit(watched(undefined, { time: 0, memory }), limit)).toBe(expected);
  });
});
