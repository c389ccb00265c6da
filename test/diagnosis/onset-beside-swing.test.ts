import { expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { growthOf } from '../../src/diagnosis/growth.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';

const T0 = Date.UTC(2026, 10, 24);

interface Seen {
  /** The first hour that is seen, and how many. */
  readonly from: number;
  readonly hours: number;
  /** MiB an hour from `since` on. */
  readonly rate: number;
  readonly since?: number;
  /** Half of what the traffic of a day moves; days differ by about a tenth. */
  readonly swing: number;
}

/** A leak beside the traffic of days, highest at 15:00. */
function seen({ from, hours, rate, since = from, swing }: Seen) {
  const random = randomOf(from * 7 + rate * 100 + swing + hours);
  const days = Array.from({ length: 9 }, () => 1 + 0.09 * random.normal());
  const level = (hour: number) =>
    300 +
    rate * Math.max(0, hour - since) +
    swing * (days[Math.floor(hour / 24)] ?? 1) * (1 + Math.cos(((hour - 15) / 12) * Math.PI));
  const track = trackOf(
    Array.from({ length: hours * 12 + 1 }, (_, i) => {
      const hour = from + i / 12;
      return [T0 + hour * HOUR, level(hour) + 4 * random.normal()] as const;
    }),
  );
  return growthOf(track, [{ from: track.times[0] ?? 0, to: track.times.at(-1) ?? 0, end: 'running' }]);
}

test.each([
  { from: 13, hours: 60, rate: 0.8, swing: 45 },
  { from: 13, hours: 60, rate: 1.3, swing: 45 },
  { from: 13, hours: 96, rate: 1.3, swing: 70 },
  { from: 13, hours: 96, rate: 2, swing: 70 },
  { from: 15, hours: 60, rate: 2, swing: 70 },
  { from: 15, hours: 144, rate: 1.3, swing: 45 },
])('a leak that began before the window is given no onset by the first night: %o', (drawn) => {
  const growth = seen(drawn);
  expect(growth.answer).toBe('yes');
  expect(growth.onset).toBeUndefined();
});

test.each([
  { from: 0, hours: 144, since: 60, rate: 2.5, swing: 20 },
  { from: 15, hours: 144, since: 84, rate: 3, swing: 20 },
])('a leak that began on the third day or later has its onset: %o', (drawn) => {
  const growth = seen(drawn);
  expect(growth.answer).toBe('yes');
  expect(Math.abs((growth.onset?.at ?? 0) - T0 - drawn.since * HOUR)).toBeLessThan(14 * HOUR);
});
