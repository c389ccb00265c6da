import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { dayOf, gainsOf, type SeenRun, timesToLimit, timeToGain } from '../../src/metrics/last-day.ts';
import { trackOf } from '../../src/metrics/series.ts';

const NOW = Date.UTC(2026, 10, 30, 5);

/** Samples of a run, 5 minutes apart. */
function run(from: number, to: number, level: (time: number) => number, started = false): SeenRun {
  const points: [number, number][] = [];
  for (let time = from; time <= to; time += 5 * MINUTE) points.push([time, level(time)]);
  return { track: trackOf(points), started };
}

/** 60 an hour from 8 to 20 o’clock, 10 at night: what was gained since a moment. */
function withTraffic(from: number): (time: number) => number {
  return (time) => {
    let gained = 0;
    for (let at = from; at < time; at += 5 * MINUTE) {
      const hour = new Date(at).getUTCHours();
      gained += (hour >= 8 && hour < 20 ? 60 : 10) / 12;
    }
    return gained;
  };
}

describe('the day before', () => {
  const seen = run(NOW - DAY, NOW, withTraffic(NOW - DAY));
  const day = dayOf({ from: NOW - DAY, now: NOW }, [seen], () => []);

  test('shows what each hour of it gained', () => {
    expect(day?.gains.at(0)).toBeCloseTo(10, 0);
    expect(day?.gains.at(6)).toBeCloseTo(60, 0);
    expect(day?.gains.reduce((sum, gain) => sum + gain, 0)).toBeCloseTo(840, -1);
  });

  test('a night’s rate is not drawn through the day', () => {
    // Three hours of night, then 60 an hour.
    expect(day && timeToGain(day, 30 + 300)).toBeCloseTo(8 * HOUR, -6.3);
  });

  test('days that gain nothing reach nothing', () => {
    const level = dayOf({ from: NOW - DAY, now: NOW }, [run(NOW - DAY, NOW, () => 100)], () => []);
    expect(level && timeToGain(level, 50)).toBeUndefined();
  });

  test('is not known of a run of some hours', () => {
    expect(
      dayOf({ from: NOW - DAY, now: NOW }, [run(NOW - 9 * HOUR, NOW, withTraffic(NOW - 9 * HOUR))], () => []),
    ).toBeUndefined();
  });

  test('other pods stand in for hours in which its own runs were not seen, scaled to it', () => {
    const young = run(NOW - 9 * HOUR, NOW, (time) => 2 * withTraffic(NOW - 9 * HOUR)(time));
    const other = run(NOW - DAY, NOW, withTraffic(NOW - DAY));
    expect(dayOf({ from: NOW - DAY, now: NOW }, [young], () => [gainsOf(NOW, [other])])?.gains.at(6)).toBeCloseTo(
      120,
      0,
    );
    const still = run(NOW - DAY, NOW, () => 100);
    expect(dayOf({ from: NOW - DAY, now: NOW }, [young], () => [gainsOf(NOW, [still])])).toBeUndefined();
  });

  test('is no rule where the growth began within it', () => {
    const began = NOW - 6 * HOUR;
    const level = (time: number) => 500 + Math.max(0, (20 * (time - began)) / HOUR);
    expect(dayOf({ from: NOW - DAY, now: NOW }, [run(NOW - 3 * DAY, NOW, level)], () => [])).toBeUndefined();
  });

  test('goes over a fall that is a restart', () => {
    const grown = withTraffic(NOW - DAY);
    const fell = NOW - 10 * HOUR;
    const level = (time: number) => grown(time) - (time < fell ? 0 : grown(fell)) + 100;
    const gains = dayOf({ from: NOW - DAY, now: NOW }, [run(NOW - DAY, NOW, level)], () => [])?.gains;
    expect(Math.min(...(gains ?? []))).toBeGreaterThan(0);
  });
});

describe('earlier runs from a level to their end', () => {
  const line = (from: number, perHour: number) => (time: number) => 100 + (perHour * (time - from)) / HOUR;

  test('count where they came to it at the age of the run that stands there', () => {
    const before = run(NOW - 14 * HOUR, NOW - 4 * HOUR, line(NOW - 14 * HOUR, 40), true);
    const now = run(NOW - 4 * HOUR, NOW, line(NOW - 4 * HOUR, 40), true);
    const [left = 0] = timesToLimit([before, now], 260, 500);
    expect(left / HOUR).toBeCloseTo(6, 0);
  });

  test('do not where they climbed otherwise', () => {
    const before = run(NOW - 14 * HOUR, NOW - 4 * HOUR, line(NOW - 14 * HOUR, 40), true);
    const now = run(NOW - 4 * HOUR, NOW, line(NOW - 4 * HOUR, 80), true);
    expect(timesToLimit([before, now], 420, 500)).toEqual([]);
  });

  test('do not where they ended far below', () => {
    const before = run(NOW - 14 * HOUR, NOW - 4 * HOUR, line(NOW - 14 * HOUR, 40), true);
    const now = run(NOW - 4 * HOUR, NOW, line(NOW - 4 * HOUR, 40), true);
    expect(timesToLimit([before, now], 260, 1000)).toEqual([]);
  });
});
