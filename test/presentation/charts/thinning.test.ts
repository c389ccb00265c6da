import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MINUTE } from '../../../src/measurement/duration.ts';
import { trackOf } from '../../../src/metrics/series.ts';
import { thinned } from '../../../src/presentation/charts/thinning.ts';

const range = { from: 0, to: 20 * MINUTE };
const at = (minute: number) => minute * MINUTE;
const points = (...values: readonly (readonly [number, number])[]) =>
  trackOf(values.map(([minute, value]) => [at(minute), value] as const));

/** `0:10 1:20 | 5:30`: minutes and values, a bar where the line breaks. */
function drawn(line: ReturnType<typeof thinned>): string {
  return line.map(([time, value]) => (value === null ? '|' : `${time / MINUTE}:${value}`)).join(' ');
}

test('a line breaks where a container ended and the next one began, so a saw-tooth has no vertical line', () => {
  const track = points([0, 100], [1, 300], [2, 500], [3, 100], [4, 300]);
  const lifetimes = [
    { from: at(0), to: at(2), end: 'oom-killed' as const },
    { from: at(3), to: at(4), end: 'running' as const },
  ];
  expect(drawn(thinned(track, { range, lifetimes, columns: 100 }))).toBe('0:100 1:300 2:500 | 3:100 4:300');
});

test('a sample scraped between the end of a container and the first sign of the next belongs to whom it resembles', () => {
  const track = points([0, 100], [1, 300], [2, 500], [3, 40], [4, 60], [5, 500], [6, 480], [7, 40]);
  const lifetimes = [
    { from: at(0), to: at(2), end: 'oom-killed' as const },
    { from: at(4), to: at(5), end: 'oom-killed' as const },
    { from: at(7), to: at(8), end: 'running' as const },
  ];
  const line = thinned(track, { range, lifetimes, columns: 100 });
  expect(drawn(line)).toBe('0:100 1:300 2:500 | 3:40 4:60 5:500 6:480 | 7:40');
});

test('one or two missed scrapes are joined, a longer silence is a gap', () => {
  const track = points([0, 1], [1, 1], [2, 1], [5, 1], [6, 1], [11, 1], [12, 1]);
  expect(drawn(thinned(track, { range, lifetimes: [], columns: 100 }))).toBe('0:1 1:1 2:1 5:1 6:1 | 11:1 12:1');
});

test('what lies outside the window or is no number is left out', () => {
  const track = points([-1, 9], [0, 1], [1, Number.NaN], [2, 2], [3, 2], [21, 9]);
  expect(drawn(thinned(track, { range, lifetimes: [], columns: 100 }))).toBe('0:1 2:2 3:2');
});

test('the lowest and the highest sample survive any thinning, in at most two points a column and two a piece', () => {
  const samples = fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 2, maxLength: 400 });
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 50 }), (values, columns) => {
      const track = trackOf(values.map((value, i) => [i * MINUTE, value] as const));
      const whole = { from: 0, to: values.length * MINUTE };
      const line = thinned(track, { range: whole, lifetimes: [], columns });
      const kept = line.flatMap(([, value]) => value ?? []);
      expect(Math.max(...kept)).toBe(Math.max(...values));
      expect(Math.min(...kept)).toBe(Math.min(...values));
      expect(line.length).toBeLessThanOrEqual(2 * columns + 4);
      expect(line.every(([time], i) => i === 0 || time > (line[i - 1]?.[0] ?? 0))).toBe(true);
    }),
  );
});
