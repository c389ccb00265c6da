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
