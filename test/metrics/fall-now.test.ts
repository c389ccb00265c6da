import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { fallNow } from '../../src/metrics/fall-now.ts';
import { trackOf } from '../../src/metrics/series.ts';

/** Levels by the minute, a sample every 30 s, with noise of `stray`. */
function run(minutes: number, level: (minute: number) => number, stray = 1) {
  const random = randomOf(minutes);
  return trackOf(
    Array.from({ length: 2 * minutes + 1 }, (_, i) => [i * 30 * SECOND, level(i / 2) + stray * random.normal()]),
  );
}

/** A queue that fills from minute 180 to 310, and drains since by halves of 15 minutes. */
const backlog = (minute: number) => {
  if (minute < 180) return 90;
  return minute < 310 ? 90 + 3 * (minute - 180) : 90 + 390 * 0.5 ** ((minute - 310) / 15);
};

describe('a fall that a run ends with', () => {
  test.each([325, 330, 340, 360, 375])('of a queue that drains, after %i minutes', (minutes) => {
    const falls = fallNow(run(minutes, backlog));
    expect(falls?.low).toBeCloseTo(90, -1);
    expect(falls?.peak).toBeGreaterThan(440);
    expect((falls?.at ?? 0) / MINUTE).toBeGreaterThan(303);
    expect((falls?.at ?? 0) / MINUTE).toBeLessThan(318);
    expect((falls?.from ?? 0) / MINUTE).toBeGreaterThan(179);
    expect((falls?.from ?? 0) / MINUTE).toBeLessThan(197);
    expect(falls?.lost).toBeCloseTo((480 - backlog(minutes)) / 390, 1);
  });

  test('of a run that rose from its start on: when it began is not said', () => {
    const falls = fallNow(run(160, (minute) => (minute < 120 ? 100 + 2 * minute : 340 - 4 * (minute - 120))));
    expect(falls?.lost).toBeGreaterThan(0.5);
    expect(falls?.from).toBeUndefined();
  });
});

describe('no fall', () => {
  test.each([
    ['a climb', (minute: number) => 100 + minute],
    ['a queue that still fills', backlog],
    ['a climb that stands', (minute: number) => 100 + 2 * Math.min(120, minute)],
    ['what ended at once and stands', (minute: number) => (minute < 270 ? 100 + minute : 120)],
    ['a climb under a wave that falls as far each hour', (minute: number) => 100 + minute + 60 * Math.sin(minute / 10)],
    ['garbage that is collected', (minute: number) => 200 + 60 * ((minute / 7) % 1)],
    ['a line that only falls', (minute: number) => 500 - minute],
    ['a queue that has drained', (minute: number) => backlog(minute + 200)],
  ] as const)('%s', (_, level) => {
    expect(fallNow(run(300, level))).toBeUndefined();
  });

  test('too few samples', () => {
    expect(fallNow(trackOf(Array.from({ length: 12 }, (_, i) => [i * HOUR, i < 6 ? i : 12 - i])))).toBeUndefined();
  });
});
