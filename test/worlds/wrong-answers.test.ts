import { expect, test } from 'vitest';
import { familiesNamed, worldOf } from '../../scripts/score/worlds.ts';
import { type Answering, investigateWorld } from '../../scripts/worlds/play.ts';
import { worldMetrics } from '../../scripts/worlds/sources/metrics.ts';
import { worldProfiles, worldWitness } from '../../scripts/worlds/sources/profiles.ts';

/** Leaks, levels, kills and restarts of every runtime. */
const FAMILIES =
  'go-heap-leak,go-goroutines-proven,go-cgo,jvm-heap-leak,jvm-threads,flat,limit-too-small,bursts,restarts-not-memory';
const SEED = 4200;

/** A person who sees otherwise than the data: everything, or only the question of a place in the order asked. */
function contrary(only?: number): Answering {
  let asked = 0;
  return (recommended) => {
    const place = asked;
    asked += 1;
    if (only !== undefined && place !== only) return recommended;
    return recommended === 'yes' ? 'no' : 'yes';
  };
}

/** The first two questions, and all of them. */
const WRONG = [0, 1, undefined] as const;

/** The most that a finding against the data may be sure of itself. */
const NOT_SURE = 0.6;

test.each(familiesNamed(FAMILIES).map((family) => ({ name: family.name, family })))(
  'questions about $name answered against the data end in no sure finding',
  { timeout: 60_000 },
  async ({ family }) => {
    const { worldCase, world, moments } = worldOf(family, SEED);
    const sources = {
      metrics: worldMetrics(world.series),
      profiles: worldProfiles(world.profiles),
      witness: worldWitness(world.profiles),
    };
    for (const at of moments.slice(-2)) {
      for (const only of WRONG) {
        const { kind, confidence, said } = await investigateWorld(worldCase, world, sources, at, {
          answering: contrary(only),
        });
        expect(kind).not.toBe('failed');
        // Where fewer questions were asked all were answered as recommended.
        if ((said?.steps?.length ?? 0) > (only ?? 0)) expect(confidence).toBeLessThanOrEqual(NOT_SURE);
      }
    }
  },
);
