import { familiesNamed, worldOf } from '../../scripts/score/worlds.ts';
import { investigateWorld, type Verdict } from '../../scripts/worlds/play.ts';
import { worldMetrics } from '../../scripts/worlds/sources/metrics.ts';
import { worldProfiles, worldWitness } from '../../scripts/worlds/sources/profiles.ts';
import { SECOND } from '../../src/measurement/duration.ts';

/** What is found in the world of a family and a seed, at each of its moments over windows of these shares of its age. */
export async function answersOver(
  name: string,
  seed: number,
  shares: readonly number[],
): Promise<readonly (readonly Verdict[])[]> {
  const { worldCase, world, moments, sources } = setUp(name, seed);
  const answers: (readonly Verdict[])[] = [];
  for (const at of moments) {
    const age = (at - world.plan.start) * SECOND;
    const own: Verdict[] = [];
    for (const share of shares)
      own.push(await investigateWorld(worldCase, world, sources, at, { window: share * age }));
    answers.push(own);
  }
  return answers;
}

/** What is found in the world of a family and a seed, at each moment at which it is asked about. */
export async function answersIn(name: string, seed: number): Promise<readonly Verdict[]> {
  const { worldCase, world, moments, sources } = setUp(name, seed);
  const answers: Verdict[] = [];
  for (const at of moments) answers.push(await investigateWorld(worldCase, world, sources, at));
  return answers;
}

function setUp(name: string, seed: number) {
  const [family] = familiesNamed(name);
  if (family === undefined) throw new Error(`no family ${name}`);
  const own = worldOf(family, seed);
  const sources = {
    metrics: worldMetrics(own.world.series),
    profiles: worldProfiles(own.world.profiles),
    witness: worldWitness(own.world.profiles),
  };
  return { ...own, sources };
}
