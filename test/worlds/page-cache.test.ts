import { expect, test } from 'vitest';
import { familiesNamed, worldOf } from '../../scripts/score/worlds.ts';
import { investigateWorld } from '../../scripts/worlds/play.ts';
import { worldMetrics } from '../../scripts/worlds/sources/metrics.ts';
import { worldProfiles, worldWitness } from '../../scripts/worlds/sources/profiles.ts';

// Of 993100005 the last two moments were "warm-up, very sure" after three of "page cache, very sure": a later look has less
// of the rise in its window, and the pages are still what stands.
test.each([993100005, 884100001, 884100002, 884100003, 884100004])(
  'page cache that filled is page cache at each later look: seed %i',
  { timeout: 60_000 },
  async (seed) => {
    const [family] = familiesNamed('page-cache');
    if (family === undefined) throw new Error('no such family');
    const { worldCase, world, moments } = worldOf(family, seed);
    const sources = {
      metrics: worldMetrics(world.series),
      profiles: worldProfiles(world.profiles),
      witness: worldWitness(world.profiles),
    };
    const kinds: string[] = [];
    for (const at of moments) kinds.push((await investigateWorld(worldCase, world, sources, at)).kind);
    const first = kinds.indexOf('page-cache');
    expect(first).not.toBe(-1);
    expect(kinds.slice(first)).toEqual(kinds.slice(first).map(() => 'page-cache'));
  },
);
