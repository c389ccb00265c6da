import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { paceNow } from '../../src/diagnosis/pace-now.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';

const LENGTH = 24 * HOUR;
const life = { from: 0, to: LENGTH, end: 'running' } as const;

/** A run of a day, a sample every five minutes, as a function of the hour. */
function ran(level: (hour: number) => number) {
  const count = LENGTH / (5 * MINUTE);
  return trackOf(Array.from({ length: count + 1 }, (_, i) => [i * 5 * MINUTE, level((i * 5) / 60)]));
}

describe('how fast a run climbs now', () => {
  test('a line goes on at its own rate, whatever garbage stands on it', () => {
    expect(
      paceNow(
        ran((hour) => 100 + 10 * hour),
        life,
      )?.perHour,
    ).toBeCloseTo(10, 1);
    const sawn = paceNow(
      ran((hour) => 100 + 10 * hour + 30 * ((hour * 3) % 1)),
      life,
    );
    expect(sawn?.perHour).toBeGreaterThan(9);
    expect(sawn?.perHour).toBeLessThan(11);
    expect(sawn?.slowed).toBe(false);
  });

  test('three steps, the last of them hours ago: it stands, and the rate of the day is not its rate', () => {
    const steps = ran((hour) => 200 + 350 * [4, 12, 19].filter((at) => hour >= at).length);
    expect(paceNow(steps, life)).toEqual({ perHour: 0, slowed: true, stands: { since: 5 * HOUR, inSteps: true } });
  });

  test('a climb that ended', () => {
    const pace = paceNow(
      ran((hour) => 100 + 20 * Math.min(hour, 15)),
      life,
    );
    expect(pace?.stands?.inSteps).toBe(false);
    // It comes within a twentieth of what it gained half an hour or more before it stands.
    expect((pace?.stands?.since ?? 0) / HOUR).toBeGreaterThan(8.5);
    expect((pace?.stands?.since ?? 0) / HOUR).toBeLessThan(10.5);
  });

  test.each([19.5, 21, 22.5] as const)('a climb that falls since %s of 24 h neither goes on nor stands', (at) => {
    const pace = paceNow(
      ran((hour) => 100 + 20 * Math.min(hour, at) - 40 * Math.max(0, hour - at)),
      life,
    );
    expect(pace?.stands).toBeUndefined();
    expect(pace?.perHour).toBeLessThanOrEqual(at < 22 ? 0 : 20);
  });

  test('a climb that slowed down goes on as it does now', () => {
    const pace = paceNow(
      ran((hour) => 100 + 20 * Math.min(hour, 16) + 5 * Math.max(0, hour - 16)),
      life,
    );
    expect(pace?.slowed).toBe(true);
    expect(pace?.perHour).toBeCloseTo(5, 1);
  });

  test.each([19.5, 20, 20.5, 21] as const)(
    'a climb that ended at %s of 24 h stands, as one that ended before its last part',
    (at) => {
      const random = randomOf(at * 2);
      const pace = paceNow(
        ran((hour) => 300 + 20 * Math.min(hour, at) + 12 * ((hour * 7) % 1) + random.normal()),
        life,
      );
      expect(pace?.perHour).toBe(0);
      expect((pace?.stands?.since ?? 0) / HOUR).toBeGreaterThan(24 - at - 1);
    },
  );

  test.each([
    ['that has hardly paused', (hour: number) => 300 + 20 * Math.min(hour, 23)],
    ['that pauses as long each time', (hour: number) => 300 + 20 * (Math.floor(hour / 8) * 5 + Math.min(hour % 8, 5))],
    ['that goes on more slowly', (hour: number) => 300 + 20 * Math.min(hour, 20.5) + 6 * Math.max(0, hour - 20.5)],
  ] as const)('a climb %s does not stand', (_, level) => {
    const pace = paceNow(ran(level), life);
    expect(pace?.stands).toBeUndefined();
    expect(pace?.perHour).toBeGreaterThan(4);
  });

  test('steps of every hour are a line', () => {
    const pace = paceNow(
      ran((hour) => 100 + 10 * Math.floor(hour)),
      life,
    );
    expect(pace?.slowed).toBe(false);
    expect(pace?.perHour).toBeGreaterThan(9);
  });

  test('a leak that pauses and goes on, as with the traffic of the day, keeps its rate', () => {
    const pace = paceNow(
      ran((hour) => 100 + 10 * hour + 15 * Math.sin((hour / 6) * Math.PI)),
      life,
    );
    expect(pace?.slowed).toBe(false);
  });

  test('what came before the onset has no part in the rate', () => {
    // Level for ten hours, then 26 an hour: averaged over the day it would be less than 20.
    const late = ran((hour) => 160 + 26 * Math.max(0, hour - 10));
    expect(paceNow(late, life, 10 * HOUR)?.perHour).toBeCloseTo(26, 0);
    // One that began a day before this run is none of it.
    expect(
      paceNow(
        ran((hour) => 100 + 10 * hour),
        life,
        -LENGTH,
      )?.perHour,
    ).toBeCloseTo(10, 0);
  });

  test('a climb between two levels has ended: the level before its onset was no pause', () => {
    const pace = paceNow(
      ran((hour) => 160 + 40 * Math.min(8, Math.max(0, hour - 6))),
      life,
      6 * HOUR,
    );
    expect(pace?.perHour).toBe(0);
    expect((pace?.stands?.since ?? 0) / HOUR).toBeGreaterThan(9.5);
    expect((pace?.stands?.since ?? 0) / HOUR).toBeLessThan(11);
  });

  test('of a run that ended, or is too short, nothing is said', () => {
    expect(
      paceNow(
        ran((hour) => 100 + hour),
        { ...life, end: 'oom-killed' },
      ),
    ).toBeUndefined();
    expect(
      paceNow(
        trackOf([
          [0, 1],
          [MINUTE, 2],
        ]),
        { ...life, to: MINUTE },
      ),
    ).toBeUndefined();
  });
});
