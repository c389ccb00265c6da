import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { growthOf } from '../../src/diagnosis/growth.ts';
import { DAY, HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';

const STEP = 15 * MINUTE;

/** One run of some days, a sample each quarter of an hour, with noise of two units; levels by the hour of the run. */
function judged(days: number, level: (hour: number) => number) {
  const random = randomOf(23);
  const count = (days * DAY) / STEP;
  const points = Array.from({ length: count + 1 }, (_, i) => {
    const at = i * STEP;
    return [at, level(at / HOUR) + 2 * random.normal()] as const;
  });
  return growthOf(trackOf(points), [{ from: 0, to: days * DAY, end: 'running', startSeen: false }], { limit: 1200 });
}

/** What the day asks for: nothing from 22:00 to 07:00, most at 14:30. */
const office = (hour: number) => Math.max(0, Math.sin((((hour % 24) - 7) / 15) * Math.PI)) * Number(hour % 24 > 7);

describe('waves that swell from day to day', () => {
  test.each([
    ['five days to a Friday noon', 4.6, (hour: number) => 160 + (200 + 2.6 * hour) * office(hour)],
    ['seven days', 7, (hour: number) => 130 + (150 + 1.5 * hour) * office(hour)],
    ['three days', 3, (hour: number) => 220 + (180 + 4 * hour) * office(hour)],
  ] as const)('and return each night are no growth: %s', (_, days, level) => {
    const growth = judged(days, level);
    expect(growth.answer).toBe('no');
    expect(growth.onset).toBeUndefined();
  });

  test.each([
    ['the nights rise with them', 4.6, (hour: number) => 160 + 1.1 * hour + (200 + 2.6 * hour) * office(hour)],
    ['the same waves stand on a line', 5, (hour: number) => 130 + 0.9 * hour + 150 * office(hour)],
    ['what the day took stays', 5, (hour: number) => 130 + 28 * (Math.floor(hour / 24) + office(hour))],
  ] as const)('and leave more behind each night are growth: %s', (_, days, level) => {
    expect(judged(days, level).answer).toBe('yes');
  });
});

describe('a rhythm that is no growth is called one', () => {
  /** The first half hour of a process is lower than all that comes after it. */
  const started = (hour: number) => (hour < 0.5 ? 50 : 0);
  test.each([
    ['small beside the level, three days', 3, (hour: number) => 480 + 40 * office(hour)],
    ['a sine, since three o’clock, two days and a half', 2.5, (hour: number) => 220 + 35 * Math.sin((hour - 3) / 3.82)],
    ['office hours, since two o’clock in the afternoon', 4, (hour: number) => 210 + 70 * office(hour + 14)],
    ['a night job', 3, (hour: number) => 300 + 60 * Number(hour % 24 >= 1 && hour % 24 < 4)],
  ] as const)('%s', (_, days, level) => {
    expect(judged(days, (hour) => level(hour) - started(hour))).toMatchObject({ answer: 'no', kind: 'wave' });
  });

  test('what fills over days under a small wave still fills', () => {
    const growth = judged(4, (hour) => 300 - 150 * Math.exp(-hour / 18) + 8 * office(hour));
    expect(growth).toMatchObject({ answer: 'no', kind: 'warm-up' });
  });
});
