import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridOf, onGrid } from '../../src/collection/grid.ts';
import { DAY, HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';

describe('the grid of a range', () => {
  it('ends where the range ends, and its first step begins within the range', () => {
    expect(gridOf({ from: 0, to: HOUR + 7000 }, MINUTE)).toEqual({
      start: MINUTE + 7000,
      end: HOUR + 7000,
      step: MINUTE,
    });
  });

  it('has one point for a range shorter than a step', () => {
    expect(gridOf({ from: 0, to: 30_000 }, MINUTE)).toEqual({ start: 30_000, end: 30_000, step: MINUTE });
  });

  it('never has more points than Prometheus allows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY }), fc.integer({ min: 0, max: DAY }), (length, step) => {
        const grid = gridOf({ from: 1000, to: 1000 + length }, step);
        expect((grid.end - grid.start) / grid.step + 1).toBeLessThanOrEqual(11_000);
        expect(grid.step).toBeGreaterThanOrEqual(step);
      }),
    );
  });

  it('gives one value a step, each of a sample that is there', () => {
    const samples = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: HOUR }), fc.integer()), {
      selector: ([time]) => time,
    });
    fc.assert(
      fc.property(samples, fc.constantFrom('last', 'max', 'min'), (points, aggregate) => {
        const track = trackOf([...points].sort(([a], [b]) => a - b));
        const grid = gridOf({ from: 0, to: HOUR }, 5 * MINUTE);
        const answer = onGrid(track, grid, aggregate);
        expect(new Set(answer.times).size).toBe(answer.times.length);
        answer.times.forEach((time, i) => {
          const inside = points.filter(([at]) => at > time - grid.step && at <= time);
          const chosen = {
            last: inside.at(-1)?.[1],
            max: Math.max(...inside.map(([, v]) => v)),
            min: Math.min(...inside.map(([, v]) => v)),
          };
          if (aggregate !== 'last') expect(answer.values[i]).toBe(chosen[aggregate]);
          expect(inside.map(([, value]) => value)).toContain(answer.values[i]);
        });
      }),
    );
  });
});
