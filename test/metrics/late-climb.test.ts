import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../scripts/corpus/seeded-random.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { climbsLate, climbToEnd } from '../../src/metrics/late-climb.ts';
import { trackOf } from '../../src/metrics/series.ts';

const LIFE = 8 * HOUR;

/** A life of eight hours, a sample a minute or so: 40 MiB, and what comes on top at each age. */
function life(above: (age: number) => number, noise = 0, every = 2 * MINUTE) {
  const random = seededRandom(3);
  const points: [number, number][] = [];
  for (let age = 0; age <= LIFE; age += every) points.push([age, 40 + above(age) + noise * (random() - 0.5)]);
  return trackOf(points);
}

/** Two minutes, a sample each five seconds, and in the last half minute what someone asked for takes the rest. */
function shortLife() {
  return trackOf(
    Array.from({ length: 25 }, (_, i) => [i * 5 * SECOND, 40 + Math.max(0, i - 18) * 18] as [number, number]),
  );
}

const from = (start: number, perHour: number) => (age: number) => (Math.max(0, age - start) / HOUR) * perHour;

describe('a life that was level and then climbed steadily to its end', () => {
  test.each([
    ['for the last four hours', life(from(4 * HOUR, 40))],
    ['for the last hour', life(from(7 * HOUR, 150))],
    ['under noise', life(from(5 * HOUR, 60), 8)],
    ['seen each twelve minutes', life(from(6.5 * HOUR, 80), 2, 12 * MINUTE)],
    ['faster and faster', life((age) => from(4 * HOUR, 1)(age) ** 2 * 10)],
  ])('%s', (_, track) => expect(climbsLate(track)).toBe(true));
});

describe('what is none', () => {
  test.each([
    ['a burst of four minutes', life(from(LIFE - 4 * MINUTE, 3000))],
    ['a burst of half a minute in a life of two', shortLife()],
    ['a burst of half an hour', life(from(LIFE - 30 * MINUTE, 300))],
    ['a step and then level', life((age) => (age < 5 * HOUR ? 0 : 150))],
    ['a step and then a little more', life((age) => (age < 5 * HOUR ? 0 : 130 + from(5 * HOUR, 8)(age)))],
    ['a climb from the start on', life(from(0, 20))],
    ['level', life(() => 0, 8)],
    ['bursts all along, the last at the end', life((age) => (age % (2 * HOUR) > 1.8 * HOUR ? 150 : 0))],
    ['next to nothing', life(from(4 * HOUR, 2))],
    ['two samples', trackOf([[0, 1] as const, [LIFE, 200] as const])],
    ['none', trackOf([])],
  ])('%s', (_, track) => expect(climbsLate(track)).toBe(false));
});

describe('the steady rise that a life ended with', () => {
  const hours = (track: Parameters<typeof climbToEnd>[0]) => {
    const climb = climbToEnd(track);
    return climb && Math.round((climb.lasted / HOUR) * 10) / 10;
  };
  /** From 15 to 90 % of it a straight rise takes three quarters of its time. */
  const straight = (start: number, end: number, height: number) => (age: number) =>
    height * Math.min(1, Math.max(0, (age - start) / (end - start)));

  test.each([
    ['to its end', life(straight(4 * HOUR, LIFE, 120)), 3],
    [
      'after a busy start',
      life((age) => (age < HOUR ? 110 - (110 * age) / HOUR : straight(4 * HOUR, LIFE, 120)(age))),
      3,
    ],
    ['and stood there for an hour', life(straight(3 * HOUR, 7 * HOUR, 120), 1), 3],
    ['and was quick', life(straight(LIFE - 40 * MINUTE, LIFE, 120)), 0.5],
  ])('%s', (_, track, lasted) => expect(hours(track)).toBeCloseTo(lasted, 0));

  test.each([
    ['a jump', life((age) => (age < 7 * HOUR ? 0 : 120))],
    [
      'a jump from a slow beginning',
      life((age) => straight(4 * HOUR, 7.9 * HOUR, 40)(age) + (age > 7.95 * HOUR ? 90 : 0)),
    ],
    ['next to nothing', life(straight(4 * HOUR, LIFE, 8))],
    ['none', trackOf([])],
  ])('%s is none', (_, track) => expect(climbToEnd(track)).toBeUndefined());
});
