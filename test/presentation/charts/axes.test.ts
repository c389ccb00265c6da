import { describe, expect, test } from 'vitest';
import { GiB, KiB, MiB } from '../../../src/measurement/bytes.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import { timeTicks } from '../../../src/presentation/charts/time-axis.ts';
import { valueAxis } from '../../../src/presentation/charts/value-axis.ts';

const T0 = Date.UTC(2026, 10, 22, 10);

describe('a value axis', () => {
  test.each([
    ['bytes' as const, 512 * MiB, '0 MiB, 128 MiB, 256 MiB, 384 MiB, 512 MiB'],
    ['bytes' as const, 700 * MiB, '0 MiB, 256 MiB, 512 MiB'],
    ['bytes' as const, 1.6 * GiB, '0 MiB, 512 MiB, 1 GiB, 1.5 GiB'],
    ['bytes' as const, 900 * KiB, '0 KiB, 256 KiB, 512 KiB, 768 KiB'],
    ['bytes' as const, 0, '0 B, 256 B, 512 B, 768 B, 1 KiB'],
    ['count' as const, 431, '0, 100, 200, 300, 400'],
    ['count' as const, 48_200, '0, 10,000, 20,000, 30,000, 40,000'],
    ['count' as const, 2, '0, 1, 2'],
    ['count' as const, 0, '0, 1'],
  ])('of %s up to %d', (unit, highest, labels) => {
    const axis = valueAxis(unit, highest);
    expect(axis.ticks.map((tick) => tick.label).join(', ')).toBe(labels);
    expect(axis.top).toBeGreaterThan(highest);
  });
});

describe('a time axis', () => {
  test.each([
    ['a day', DAY, '12:00/22 Nov 18:00 00:00/23 Nov 06:00'],
    ['an hour', HOUR, '10:00/22 Nov 10:15 10:30 10:45 11:00'],
    ['three minutes', 3 * MINUTE, '10:00:00/22 Nov 10:00:30 10:01:00 10:01:30 10:02:00 10:02:30 10:03:00'],
    ['a week', 7 * DAY, '23 Nov 24 Nov 25 Nov 26 Nov 27 Nov 28 Nov 29 Nov'],
    ['no time', 0, '10:00/22 Nov'],
  ])('of %s names each day once', (_, length, labels) => {
    const ticks = timeTicks({ from: T0, to: T0 + length });
    expect(ticks.map((tick) => tick.lines.join('/')).join(' ')).toBe(labels);
    expect(ticks.every((tick) => tick.time % SECOND === 0)).toBe(true);
  });
});
