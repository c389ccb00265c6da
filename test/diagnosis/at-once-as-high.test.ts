import { describe, expect, test } from 'vitest';
import { growthOf } from '../../src/diagnosis/growth.ts';
import { paceNow } from '../../src/diagnosis/pace-now.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Lifetime } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

type Law = (hour: number) => number;

/** Runs one after another, each with its hours and what it has at an hour of its own, in MiB; the last goes on. */
function ran(runs: readonly (readonly [hours: number, law: Law])[], { step = MINUTE, noise = 5 } = {}) {
  const points: [number, number][] = [];
  const lifetimes: Lifetime[] = [];
  let begun = 0;
  for (const [i, [hours, law]] of runs.entries()) {
    const count = Math.round((hours * HOUR) / step);
    for (let at = 0; at < count; at += 1) {
      const time = begun + at * step;
      points.push([time, (law((at * step) / HOUR) + noise * Math.sin(time / 81_001) * Math.cos(time / 433_003)) * MiB]);
    }
    const to = begun + (count - 1) * step;
    lifetimes.push({
      from: begun,
      to,
      startedAt: begun,
      startSeen: true,
      end: i === runs.length - 1 ? 'running' : 'oom-killed',
    });
    begun += count * step;
  }
  return growthOf(trackOf(points), lifetimes, { limit: 512 * MiB });
}

/** Level for a time, then up over another. */
const climbs =
  (from: number, to: number, { at = 4, over = 5 } = {}): Law =>
  (hour) =>
    from + (to - from) * Math.min(1, Math.max(0, (hour - at) / over));
const fills =
  (to: number, within = 0.05): Law =>
  (hour) =>
    to - (to - 60) * Math.exp(-hour / within);

describe('a run that is at once where the one before it climbed to', () => {
  test.each([
    [
      'two hours, after ten',
      [
        [9.6, climbs(190, 512)],
        [2.3, fills(490)],
      ],
    ],
    [
      'an hour, after six',
      [
        [6, climbs(150, 510, { at: 2, over: 3.5 })],
        [1, fills(480)],
      ],
    ],
    [
      'a line before it',
      [
        [8, climbs(120, 510, { at: 0, over: 8 })],
        [3, fills(500, 0.08)],
      ],
    ],
    [
      'at coarse samples',
      [
        [20, climbs(190, 512, { at: 8, over: 11 })],
        [6, fills(490)],
      ],
    ],
  ] as [string, [number, Law][]][])('does not grow with its age: %s', (what, runs) => {
    const growth = ran(runs, what.includes('coarse') ? { step: 5 * MINUTE } : {});
    expect(growth.answer).toBe('no');
  });

  test.each([
    [
      'it climbs again',
      [
        [9, climbs(190, 512)],
        [6, climbs(190, 400, { at: 2, over: 6 })],
      ],
    ],
    [
      'it is low, and too young to climb',
      [
        [9, climbs(190, 512, { at: 0, over: 9 })],
        [1.5, climbs(190, 512, { at: 0, over: 9 })],
      ],
    ],
    [
      'it starts half as high, and climbs on',
      [
        [9, climbs(190, 512, { at: 0, over: 9 })],
        [4, climbs(320, 512, { at: 0, over: 8 })],
      ],
    ],
    [
      'two before it climbed',
      [
        [9, climbs(190, 512, { at: 0, over: 9 })],
        [9, climbs(190, 512, { at: 0, over: 9 })],
        [2, fills(490)],
      ],
    ],
  ] as [string, [number, Law][]][])('is no answer where %s', (_, runs) => {
    expect(ran(runs).answer).not.toBe('no');
  });
});

describe('the rate of what was level at first', () => {
  const life = { from: 0, to: 6 * HOUR, end: 'running' } as const;
  const pace = (law: Law) =>
    paceNow(trackOf(Array.from({ length: 361 }, (_, i) => [i * MINUTE, law(i / 60) + 2 * Math.sin(i)])), life)
      ?.perHour ?? 0;

  test.each([
    ['a bend', climbs(200, 420, { at: 3.6, over: 2.4 }), 92],
    ['a bend that is round', (hour: number) => 200 + 220 * Math.max(0, (hour - 3) / 3) ** 1.5, 90],
    ['late', climbs(200, 300, { at: 4.5, over: 1.5 }), 67],
  ] as [string, Law, number][])('is that of its climb: %s', (_, law, wanted) => {
    expect(Math.abs(pace(law) / wanted - 1)).toBeLessThan(0.25);
  });

  test('of a line it is that of the line', () => {
    expect(pace((hour) => 200 + 40 * hour)).toBeCloseTo(40, 0);
  });
});
