import { describe, expect, test } from 'vitest';
import { diffProfiles } from '../../src/profile/diff.ts';
import type { Followed, Profile } from '../../src/profile/profile.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';

const MIB = 2 ** 20;
const RING = 'com.acme.Blocks.read /Blocks.java:9';
const LEAK = 'com.acme.Trail.book /Trail.java:17';

interface Objects {
  readonly place: string;
  readonly count: number;
  /** Ticks of the first; the others follow tick by tick. */
  readonly from: number;
  readonly kept: boolean;
}

function dump(heap: number, measuredAt: number, objects: readonly Objects[]): Profile {
  const count = objects.reduce((sum, each) => sum + each.count, 0);
  const followed: Followed = { table: 1024, objects: count, full: false, heap: heap * MIB, measuredAt };
  const lines = objects.flatMap(({ place, count: many, from, kept }) =>
    Array.from({ length: many }, (_, at) => `1 allocated=${from + at} ${kept ? 'holder=App.field ' : ''}${place}`),
  );
  return {
    ...drawnProfile(lines.join('\n')),
    sampleTypes: [{ type: 'old_object_samples', unit: 'count', followed }],
    defaultSampleType: 'old_object_samples',
    process: { pid: 1, startedAt: 5 },
  };
}

function gained(base: Profile, current: Profile, larger: number): Record<string, number> {
  const { paths } = diffProfiles(base, current);
  return Object.fromEntries(
    paths.map(({ frames, delta }) => [
      frames[0]?.function.split('.').at(-1) ?? '',
      Math.round((Number(delta) / 1e6) * larger) + 0,
    ]),
  );
}

// As a JVM 25 had them of a ring that is overwritten beside a list that grows: none of the blocks of before is left, half of the
// later ones are garbage that no collection of the young frees, and the entries of before are still there.
const base = dump(60, 5000, [
  { place: RING, count: 200, from: 1000, kept: true },
  { place: LEAK, count: 40, from: 2000, kept: true },
]);
const later = (ring: readonly Objects[], heap = 120) =>
  dump(heap, 9000, [
    ...ring,
    { place: LEAK, count: 40, from: 2000, kept: true },
    { place: LEAK, count: 40, from: 7000, kept: true },
  ]);

describe('a place whose objects are replaced all the time', () => {
  const blocks = (count: number, from: number, kept: boolean): Objects => ({ place: RING, count, from, kept });

  test('has gained what is kept of it, and not what is garbage meanwhile', () => {
    const current = later([blocks(200, 6000, false), blocks(200, 8000, true)]);
    const change = gained(base, current, 120);
    expect(Math.abs(change['read'] ?? 99)).toBeLessThanOrEqual(5);
    expect(change['book']).toBeGreaterThanOrEqual(9);
    expect(diffProfiles(base, current).followed).toMatchObject({ since: 240, garbage: 200 });
  });

  test('crowds the objects of others out of the table, which are no loss', () => {
    const current = dump(120, 9000, [
      blocks(200, 6000, false),
      blocks(200, 8000, true),
      { place: LEAK, count: 10, from: 2000, kept: true },
      { place: LEAK, count: 40, from: 7000, kept: true },
    ]);
    const change = gained(base, current, 120);
    expect(change['book']).toBe(10);
    expect(change['read']).toBe(0);
  });

  test.each([
    ['objects of before are left', [blocks(20, 1000, true), blocks(200, 6000, false), blocks(180, 8000, true)]],
    // Only soft references keep them, or chains that are too long to be followed.
    ['hardly any is kept by a chain', [blocks(380, 6000, false), blocks(20, 8000, true)]],
  ] as const)('is none where %s', (_, ring) => {
    const current = later(ring);
    expect(diffProfiles(base, current).followed).not.toHaveProperty('garbage');
    expect(gained(base, current, 120)['read']).toBeGreaterThan(20);
  });

  test('is not known where nothing of before is left at any place, as after a table was filled anew', () => {
    const current = dump(120, 9000, [
      blocks(200, 6000, false),
      blocks(200, 8000, true),
      { place: LEAK, count: 80, from: 7000, kept: true },
    ]);
    expect(diffProfiles(base, current).followed).not.toHaveProperty('garbage');
  });

  test('is not known of a recording that shows what keeps nothing', () => {
    const unasked = (profile: Profile) => ({ ...profile, strings: renamed(profile.strings) });
    const current = later([blocks(200, 6000, false), blocks(200, 8000, true)]);
    expect(diffProfiles(unasked(base), unasked(current)).followed).not.toHaveProperty('garbage');
  });
});

function renamed(strings: Profile['strings']): Profile['strings'] {
  const at = (index: number) => (strings.at(index) === 'holder' ? 'other' : strings.at(index));
  return { length: strings.length, at, startsWith: (index, ascii) => at(index).startsWith(ascii) };
}
