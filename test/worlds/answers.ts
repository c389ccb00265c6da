import { familiesNamed, worldOf } from '../../scripts/score/worlds.ts';
import { investigateWorld, type Verdict } from '../../scripts/worlds/play.ts';
import { worldMetrics } from '../../scripts/worlds/sources/metrics.ts';
import { worldProfiles, worldWitness } from '../../scripts/worlds/sources/profiles.ts';

/** What is found in the world of a family and a seed, at each moment at which it is asked about. */
export async function answersIn(name: string, seed: number): Promise<readonly Verdict[]> {
  const [family] = familiesNamed(name);
  if (family === undefined) throw new Error(`no family ${name}`);
  const { worldCase, world, moments } = worldOf(family, seed);
  const sources = {
    metrics: worldMetrics(world.series),
    profiles: worldProfiles(world.profiles),
    witness: worldWitness(world.profiles),
  };
  const answers: Verdict[] = [];
  for (const at of moments) answers.push(await investigateWorld(worldCase, world, sources, at));
  return answers;
}
