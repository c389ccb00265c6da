import { describe, expect, test } from 'vitest';
import { diffProfiles } from '../../src/profile/diff.ts';
import type { Followed, Profile, ProfiledProcess } from '../../src/profile/profile.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';

const MIB = 2 ** 20;
const PROCESS: ProfiledProcess = { pid: 1, startedAt: 5 };
const TABLE = 'com.acme.Table.fill /Table.java:7';
const LEAK = 'com.acme.Orders.book /Orders.java:9';

interface Dump {
  /** How many objects of each place, with the ticks of the first; the others follow tick by tick. */
  readonly objects: readonly (readonly [place: string, count: number, from: number])[];
  readonly heap?: number | undefined;
  readonly measuredAt?: number | undefined;
  readonly full?: boolean;
  readonly process?: ProfiledProcess | undefined;
}

function dump({ objects, heap, measuredAt, full = false, process = PROCESS }: Dump): Profile {
  const count = objects.reduce((sum, [, many]) => sum + many, 0);
  const followed: Followed = { table: 256, objects: count, full, heap, measuredAt };
  const lines = objects.flatMap(([place, many, from]) =>
    Array.from({ length: many }, (_, at) => `1 allocated=${from + at} ${place}`),
  );
  return {
    ...drawnProfile(lines.join('\n')),
    sampleTypes: [{ type: 'old_object_samples', unit: 'count', followed }],
    defaultSampleType: 'old_object_samples',
    process,
  };
}

/** What each place gained, in MiB of the larger heap. */
function gained(base: Profile, current: Profile, larger: number): Record<string, number> {
  const { paths } = diffProfiles(base, current);
  return Object.fromEntries(
    paths.map(({ frames, delta }) => [
      frames[0]?.function.split('.').at(-1) ?? '',
      Math.round((Number(delta) / 1e6) * larger) + 0,
    ]),
  );
}

describe('objects of two dumps of one process', () => {
  // As a real JVM 17 had them: 40 MiB were filled at start, and 255 objects followed; later 232 of them and 12 of what leaks.
  const start = dump({ objects: [[TABLE, 250, 1000]], heap: 47 * MIB, measuredAt: 5000, full: true });
  const later = (process = PROCESS) =>
    dump({
      objects: [
        [TABLE, 232, 1010],
        [LEAK, 12, 6000],
      ],
      heap: 75 * MIB,
      measuredAt: 9000,
      full: true,
      process,
    });

  test('that were there at the base did not grow: what did was allocated since', () => {
    expect(gained(start, later(), 75)).toEqual({ fill: 0, book: 28 });
    expect(diffProfiles(start, later()).followed?.since).toBe(12);
  });

  test('count by their share where they are of two processes, or no one knows', () => {
    expect(gained(start, later({ pid: 1, startedAt: 60_000 }), 75)['fill']).toBeGreaterThan(20);
    const unknown = { ...later(), process: undefined };
    expect(diffProfiles(start, unknown).followed).not.toHaveProperty('since');
  });

  // As a real JVM had them of a list in a thread-local: 247 of 256 places, the same objects at 35 and at 110 MiB.
  test.each([0, 3])('count by their share where a full table has hardly a later one (%i)', (fresh) => {
    const held = (objects: Dump['objects'], heap: number, measuredAt: number) =>
      dump({ objects, heap: heap * MIB, measuredAt, full: true });
    const base = held([[LEAK, 247, 1000]], 35, 5000);
    const current = held(
      [
        [LEAK, 247 - fresh, 1000],
        [LEAK, fresh, 6000],
      ],
      110,
      9000,
    );
    expect(gained(base, current, 110)).toEqual({ book: 75 });
    expect(diffProfiles(base, current).followed).toMatchObject({ since: fresh, stale: true });
  });

  test('are no growth of a full table whose heap did not grow', () => {
    const level = (measuredAt: number) =>
      dump({ objects: [[TABLE, 250, 1000]], heap: 47 * MIB, measuredAt, full: true });
    expect(gained(level(5000), level(9000), 47)).toEqual({ fill: 0 });
    expect(diffProfiles(level(5000), level(9000)).followed).not.toHaveProperty('stale');
  });

  test('that a full table gave up for later ones are no loss', () => {
    // Half of the heap of 100 MiB is a table that stays; a leak doubles the other half, and half of the first objects give way.
    const base = dump({
      objects: [
        [TABLE, 128, 1000],
        [LEAK, 128, 3000],
      ],
      heap: 100 * MIB,
      measuredAt: 5000,
      full: true,
    });
    const current = dump({
      objects: [
        [TABLE, 64, 1000],
        [LEAK, 64, 3000],
        [LEAK, 128, 7000],
      ],
      heap: 200 * MIB,
      measuredAt: 9000,
      full: true,
    });
    expect(gained(base, current, 200)).toEqual({ fill: 0, book: 100 });
  });

  test('that died while others came are a loss', () => {
    const base = dump({ objects: [[TABLE, 100, 1000]], heap: 100 * MIB, measuredAt: 5000 });
    const current = dump({
      objects: [
        [TABLE, 25, 1000],
        [LEAK, 100, 7000],
      ],
      heap: 125 * MIB,
      measuredAt: 9000,
    });
    expect(gained(base, current, 125)).toEqual({ fill: -75, book: 100 });
  });

  test('that the base does not show although they are older than its heap are no growth either', () => {
    const base = dump({ objects: [[TABLE, 10, 1000]], heap: 10 * MIB, measuredAt: 5000 });
    const current = dump({
      objects: [
        [TABLE, 30, 1000],
        [LEAK, 20, 6000],
      ],
      heap: 30 * MIB,
      measuredAt: 9000,
    });
    expect(gained(base, current, 30)).toEqual({ fill: 0, book: 20 });
    // Without a heap they are plain counts.
    const plain = (of: Profile): Profile => ({
      ...of,
      sampleTypes: of.sampleTypes.map((type) => ({
        ...type,
        followed: { ...(type.followed as Followed), heap: undefined },
      })),
    });
    const { total, unit } = diffProfiles(plain(base), plain(current));
    expect([unit, total.delta]).toEqual(['count', 20]);
  });

  test('allocated between the collection that measured the base and its dump are growth: they are not in that heap', () => {
    const base = dump({ objects: [[TABLE, 10, 1000]], heap: 10 * MIB, measuredAt: 1500 });
    const current = dump({
      objects: [
        [TABLE, 10, 1000],
        [LEAK, 10, 1600],
      ],
      heap: 20 * MIB,
      measuredAt: 9000,
    });
    expect(gained(base, current, 20)).toEqual({ fill: 0, book: 10 });
  });

  test('keep their share where the heap is level', () => {
    const base = dump({
      objects: [
        [TABLE, 90, 1000],
        [LEAK, 10, 2000],
      ],
      heap: 50 * MIB,
      measuredAt: 5000,
    });
    const current = dump({
      objects: [
        [TABLE, 90, 1000],
        [LEAK, 10, 7000],
      ],
      heap: 45 * MIB,
      measuredAt: 9000,
    });
    const change = gained(base, current, 50);
    expect(Math.abs(change['book'] ?? 99)).toBeLessThanOrEqual(1);
    expect(change['fill']).toBeLessThanOrEqual(0);
  });
});
