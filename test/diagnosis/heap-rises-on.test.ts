import { expect, test } from 'vitest';
import type { Growth } from '../../src/diagnosis/growth.ts';
import { risesOn } from '../../src/diagnosis/heap-rises-on.ts';
import { stretchOf } from '../../src/diagnosis/stretch.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { RANGE, track } from './go-case.ts';

const WARM_UP: Growth = {
  answer: 'no',
  probability: 0.2,
  kind: 'warm-up',
  lives: 1,
  growingLives: 0,
  perHour: 0,
  rates: [0],
};

function rises(law: (hour: number) => number, growth: Partial<Growth> = {}): boolean {
  const own = track((hour) => law(hour) * MiB, MiB / 2);
  const stretch = stretchOf(own, RANGE, 0);
  if (stretch === undefined) throw new Error('no samples');
  return risesOn({ ...WARM_UP, ...growth }, own, stretch);
}

test.each([
  ['by half as much at night', (hour: number) => 50 + 4 * Math.min(hour, 12) + 2 * Math.max(0, hour - 12)],
  ['by a third as much', (hour: number) => 50 + 6 * Math.min(hour, 8) + 2 * Math.max(0, hour - 8)],
])('what goes on rising %s has not levelled off', (_, law) => {
  expect(rises(law)).toBe(true);
});

test.each([
  ['fills in a third of the time', (hour: number) => 50 + 60 * (1 - Math.exp(-hour / 8))],
  ['fills quickly', (hour: number) => 50 + 60 * (1 - Math.exp(-hour / 3))],
  ['stands since noon', (hour: number) => 50 + 5 * Math.min(hour, 12)],
])('what %s has', (_, law) => {
  expect(rises(law)).toBe(false);
});

test('what the traffic moves, or a stop ended, is judged by those', () => {
  const law = (hour: number) => 50 + 4 * Math.min(hour, 12) + 2 * Math.max(0, hour - 12);
  expect(rises(law, { withLoad: true })).toBe(false);
  expect(rises(law, { answer: 'yes', kind: 'growing' })).toBe(false);
});
