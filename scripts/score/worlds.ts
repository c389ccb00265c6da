import type { Bytes } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import { FAMILIES } from '../worlds/families/families.ts';
import { type Family, type Truth, truthAt, type WorldCase } from '../worlds/family.ts';
import { fullestOf } from '../worlds/fullest.ts';
import type { Seconds } from '../worlds/law.ts';
import { againstOwnSteps } from '../worlds/own-steps.ts';
import { investigateWorld } from '../worlds/play.ts';
import { reportFaults } from '../worlds/report-rules.ts';
import { simulate, type World } from '../worlds/simulate.ts';
import { worldMetrics } from '../worlds/sources/metrics.ts';
import { worldProfiles, worldWitness } from '../worlds/sources/profiles.ts';
import { type Gate, gateFor, targetRuns } from '../worlds/truth/gate.ts';
import { momentsOf } from '../worlds/truth/moments.ts';
import { type Random, randomOf } from './random.ts';
import { peersOn } from './world-peers.ts';
import type { WorldAnswer } from './world-tally.ts';

export interface WorldsWanted {
  readonly families: readonly Family[];
  readonly from: number;
  readonly count: number;
  readonly progress?: ((line: string) => void) | undefined;
}

/** Families whose name contains one of the texts (`a,b`); one that is called exactly so stands for its text alone. */
export function familiesNamed(texts: string): readonly Family[] {
  const wanted = texts.split(',').map((text) => {
    const exact = FAMILIES.filter(({ name }) => name === text);
    return exact.length > 0 ? exact : FAMILIES.filter(({ name }) => name.includes(text));
  });
  return FAMILIES.filter((family) => wanted.some((own) => own.includes(family)));
}

/** Lets every world be investigated at each of its moments. */
export async function answersAbout({ families, from, count, progress }: WorldsWanted): Promise<readonly WorldAnswer[]> {
  const answers: WorldAnswer[] = [];
  for (const family of families) {
    for (let seed = from; seed < from + count; seed += 1) {
      progress?.(`${family.name} ${seed}`);
      answers.push(...(await answersOf(family, seed)));
    }
  }
  return answers;
}

/** The world of a family and a seed, and the moments at which it is asked about. */
export function worldOf(
  family: Family,
  seed: number,
): { worldCase: WorldCase; world: World; moments: readonly Seconds[] } {
  const random = randomFor(family, seed);
  const worldCase = family.build(random);
  const world = simulate(worldCase.plan, random.whole(0, 2 ** 31));
  return { worldCase, world, moments: momentsOf(worldCase, world, random) };
}

async function answersOf(family: Family, seed: number): Promise<readonly WorldAnswer[]> {
  const { worldCase, world, moments } = worldOf(family, seed);
  const sources = {
    metrics: worldMetrics(world.series),
    profiles: worldProfiles(world.profiles),
    witness: worldWitness(world.profiles),
  };
  const answers: WorldAnswer[] = [];
  for (const [index, at] of moments.entries()) {
    const verdict = await investigateWorld(worldCase, world, sources, at);
    const truth = withEarly(truthAt(worldCase, at), worldCase, world, at);
    const gate = gateAt(worldCase, world, at);
    const faults =
      verdict.said === undefined
        ? []
        : [
            ...againstOwnSteps(verdict),
            ...reportFaults(verdict.said, {
              leaksNow: truth.cause !== undefined,
              largestHeap: largestHeapIn(worldCase, world, at),
              fullest: fullestOf(world.series, verdict.said.pod, at * SECOND),
            }),
          ];
    const peers = peersOn(worldCase, world, at);
    answers.push({
      family: family.name,
      seed,
      moment: index + 1,
      at: new Date(at * SECOND),
      truth,
      gate,
      faults,
      verdict,
      peers,
    });
  }
  return answers;
}

/** What is not wrong before a kill, as long as there was none. */
function withEarly(truth: Truth, worldCase: WorldCase, world: World, at: Seconds): Truth {
  if (truth.alsoBeforeKill === undefined) return truth;
  const killed = targetRuns(worldCase, world, at).some(({ ended }) => ended?.reason === 'OOMKilled' && ended.at <= at);
  return killed ? truth : { ...truth, also: [...(truth.also ?? []), ...truth.alsoBeforeKill] };
}

/** The largest heap that a JVM of the target may have, as its own metrics say it. */
function largestHeapIn({ target }: WorldCase, world: World, at: Seconds): Bytes | undefined {
  const pods = new Set(targetRuns({ target }, world, at).map(({ pod }) => pod));
  const bounds = world.series
    .filter(
      ({ metric, labels }) =>
        metric === 'jvm_memory_max_bytes' && labels['area'] === 'heap' && pods.has(labels['pod'] ?? ''),
    )
    .map(({ values }) => values.at(-1) ?? 0);
  return bounds.length === 0 ? undefined : Math.max(...bounds);
}

/** Where nothing grows, the data suffice by default after two hours. */
const WATCHED_FOR: Seconds = 7200;

export function gateAt(worldCase: WorldCase, world: World, at: Seconds): Gate {
  const { cause, decidable } = truthAt(worldCase, at);
  const grown = cause === undefined ? undefined : gateFor(world, targetRuns(worldCase, world, at), at, cause);
  if (decidable !== undefined) return { ...grown, passes: decidable(at, world) };
  return grown ?? { passes: at >= world.plan.start + WATCHED_FOR };
}

/** Families draw from streams of their own, so that one more family changes no other. */
function randomFor({ name }: Family, seed: number): Random {
  let hash = 2166136261;
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  return randomOf((hash ^ Math.imul(seed, 0x9e3779b1)) >>> 0);
}
