import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { stopOf } from '../../src/metrics/stop.ts';

/** A day, a sample every five minutes, as a function of the hour. */
function ran(level: (hour: number) => number, hours = 24) {
  const count = (hours * HOUR) / (5 * MINUTE);
  return trackOf(Array.from({ length: count + 1 }, (_, i) => [i * 5 * MINUTE, level((i * 5) / 60)]));
}

const between = (from: number, to: number, rate: number) => (hour: number) =>
  160 + rate * Math.max(0, Math.min(hour, to) - from);

describe('a growth that stopped', () => {
  test('level, 26 an hour from 4 to 14, level again', () => {
    const stop = stopOf(ran(between(4, 14, 26)));
    expect(stop?.before).toBe(false);
    expect(Math.abs((stop?.from ?? 0) / HOUR - 4)).toBeLessThan(0.7);
    expect(Math.abs((stop?.at ?? 0) / HOUR - 14)).toBeLessThan(0.7);
    expect(Math.abs((stop?.gained ?? 0) - 260)).toBeLessThan(8);
    expect(stop?.level).toBeCloseTo(420, 0);
    expect(Math.abs((stop?.perHour ?? 0) - 26)).toBeLessThan(2);
  });

  test('what rose before the track began is said to', () => {
    const stop = stopOf(ran(between(-5, 10, 20)));
    expect(stop?.before).toBe(true);
    expect(Math.abs((stop?.at ?? 0) / HOUR - 10)).toBeLessThan(0.7);
  });

  test('garbage above the floor changes nothing', () => {
    const sawn = (hour: number) => between(4, 14, 26)(hour) + 60 * ((hour * 7) % 1);
    expect(Math.abs((stopOf(ran(sawn))?.at ?? 0) / HOUR - 14)).toBeLessThan(1);
  });

  test.each([
    ['a line that goes on', (hour: number) => 100 + 20 * hour],
    ['a level line', () => 100],
    ['a rise that stopped half an hour ago', between(4, 23.5, 20)],
    ['one that falls back', (hour: number) => between(4, 14, 26)(hour) - (hour > 16 ? 130 : 0)],
    ['one that goes on at a third', (hour: number) => between(4, 14, 26)(hour) + 9 * Math.max(0, hour - 14)],
    ['a gain of a twentieth', between(4, 14, 1)],
    ['stairs of eight hours', (hour: number) => 100 + 100 * Math.floor(hour / 6)],
  ])('%s is none', (_, law) => {
    expect(stopOf(ran(law))).toBeUndefined();
  });

  test('a rise by day that rests every night is none, however long the last night is', () => {
    const byDay = (hour: number) => 100 + 60 * (Math.floor(hour / 24) + Math.min(1, (hour % 24) / 12));
    expect(stopOf(ran(byDay, 24 * 3))).toBeUndefined();
  });
});
