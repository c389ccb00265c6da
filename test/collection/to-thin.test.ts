import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Keepable, livesOf, toThin } from '../../src/collection/to-thin.ts';
import { DAY, MINUTE } from '../../src/measurement/duration.ts';

const now = 100 * DAY;

/** Snapshots of one process, drawn: ten minutes a column, `x` where one was taken. */
function life(drawing: string, { start = now - 2 * DAY, firstId = 0 } = {}): Keepable[] {
  return [...drawing].flatMap((mark, i) =>
    mark === 'x'
      ? [{ id: firstId + i, instance: 'a', kind: 'heap', time: start + i * 10 * MINUTE, processStart: start }]
      : [],
  );
}

function drawn(snapshots: readonly Keepable[], removed: readonly number[], length: number): string {
  const left = new Set(snapshots.map(({ id }) => id).filter((id) => !removed.includes(id)));
  return Array.from({ length }, (_, i) => (left.has(i) ? 'x' : '.')).join('');
}

describe('thinning', () => {
  it.each([
    ['xxxxxxxxxxxxxxxx', 8, 16],
    ['xx..x...x.......x........xxx', 6, 28],
  ])('keeps the ends of a life and spreads the rest: %s to %i', (drawing, perLife, length) => {
    const snapshots = life(drawing);
    const picture = drawn(snapshots, toThin(snapshots, { now, keep: 7 * DAY, perLife }), length);
    expect(picture.replaceAll('.', '').length).toBe(perLife);
    expect(picture[0]).toBe('x');
    expect(picture.endsWith('xxx')).toBe(true);
  });

  it('removes those that lie closest to their neighbours', () => {
    const snapshots = life('x....xx....xx....x...xxx');
    const removed = toThin(snapshots, { now, keep: 7 * DAY, perLife: 7 });
    expect(drawn(snapshots, removed, 24)).toBe('x.....x.....x....x...xxx');
  });

  it('treats each process by itself: a new start time ends a life', () => {
    const first = life('xxxxxxxx', { start: now - 2 * DAY });
    const second = life('xxxxxxxx', { start: now - DAY, firstId: 100 });
    const removed = toThin([...first, ...second], { now, keep: 7 * DAY, perLife: 4 });
    expect(removed.filter((id) => id < 100)).toHaveLength(4);
    expect(removed).not.toContain(0);
    expect(removed).not.toContain(7);
    expect(removed).not.toContain(100);
    expect(removed).not.toContain(107);
  });

  it('removes whatever is too old', () => {
    const snapshots = life('xxxx', { start: now - 8 * DAY });
    expect(toThin(snapshots, { now, keep: 7 * DAY, perLife: 100 })).toEqual([0, 1, 2, 3]);
  });

  const anything = fc.array(
    fc.record({
      instance: fc.constantFrom('a', 'b'),
      kind: fc.constantFrom('heap', 'goroutine'),
      age: fc.integer({ min: 0, max: 10 * DAY }),
      life: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 80 },
  );

  it('never removes the last ones of a life that are young enough, and leaves no life too crowded', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 12 }), (drafts, perLife) => {
        const snapshots = drafts.map(({ age, life: part, ...rest }, id): Keepable => {
          const time = now - age;
          return { ...rest, id, time, processStart: time - (time % DAY) - part };
        });
        const removed = new Set(toThin(snapshots, { now, keep: 7 * DAY, perLife }));
        for (const one of livesOf(snapshots.filter(({ time }) => time >= now - 7 * DAY))) {
          expect(one.slice(-3).some(({ id }) => removed.has(id))).toBe(false);
          expect(one.filter(({ id }) => !removed.has(id)).length).toBeLessThanOrEqual(Math.max(perLife, 4));
        }
      }),
    );
  });
});
