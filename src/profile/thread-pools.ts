import { THREADS } from '../runtime/question-plan.ts';
import type { AlignedSide, Alignment, Change } from './alignment.ts';
import { NO_BUCKET } from './column.ts';
import type { Frame } from './frame.ts';
import { textOf } from './label-text.ts';
import type { Sites } from './sites.ts';

/** As the agent of `manifest/jvm` calls threads whose start it did not see. */
const NAMELESS = /^\[threads .*\]$/;

type Side = 'base' | 'current';

interface Pool {
  /** Where the service’s own code starts its threads. */
  readonly own: Set<number>;
  /** Where other code does by itself: pools of the JDK start their threads from many places of theirs. */
  readonly others: Set<number>;
  /** Threads whose start was not seen. */
  readonly nameless: Set<number>;
}

/**
 * Threads of one name are of one pool: those whose start was not seen are of the one line that is known to start such threads,
 * and starts that lie in other code alone are one. Changes `standsFor`, which maps every site to the one that stands for it;
 * the answer are those that another line stands for now, and that say nothing themselves.
 */
export function joinThreadPools(alignment: Alignment, sites: Sites, standsFor: Int32Array): ReadonlySet<number> {
  const placed = new Set<number>();
  if (alignment.sampleType.type !== THREADS) return placed;
  const pools = new Map<string, Pool>();
  const poolsOf = new Map<number, Set<string>>();
  for (const side of ['base', 'current'] as const) {
    const { profile } = alignment[side];
    const names = textOf(profile, 'class');
    profile.samples.stackOf.forEach((stack, sample) => {
      const at = sites[side][stack] ?? NO_BUCKET;
      const name = names?.[sample] ?? '';
      if (at === NO_BUCKET || name === '') return;
      const site = standsFor[at] ?? at;
      const pool = pools.get(name) ?? { own: new Set(), others: new Set(), nameless: new Set() };
      pools.set(name, pool);
      pool[kindOf(alignment, side, stack)].add(site);
      poolsOf.set(site, (poolsOf.get(site) ?? new Set()).add(name));
    });
  }
  const joined = new Map<number, number>();
  const alone = (site: number) => poolsOf.get(site)?.size === 1;
  for (const { own, others, nameless } of pools.values()) {
    const [of, ...more] = [...others].filter(alone);
    for (const site of more) if (of !== undefined) joined.set(site, of);
    const [known, another] = own.size > 0 ? [...own] : of === undefined ? [] : [of];
    if (known === undefined || another !== undefined) continue;
    for (const site of nameless) {
      if (!alone(site)) continue;
      joined.set(site, known);
      placed.add(site);
    }
  }
  standsFor.forEach((site, at) => {
    standsFor[at] = joined.get(site) ?? site;
  });
  return placed;
}

/** Share of the largest: what is smaller is another matter. */
const MUCH = 1 / 4;

/** The paths of threads, and first of them one that the service's own code starts: that is where someone can look. */
export function ownStartFirst<Path extends { readonly frames: readonly Frame[]; readonly change: Change }>(
  paths: readonly Path[],
  { sampleType, functions, originOf }: Alignment,
): readonly Path[] {
  if (sampleType.type !== THREADS) return paths;
  const [largest] = paths;
  const own = paths.find(({ frames: [first], change }) => {
    const id = first && functions.id(first.function, first.file);
    return (
      id !== undefined &&
      originOf(id) === 'application' &&
      Number(change.delta) >= MUCH * Number(largest?.change.delta ?? 0)
    );
  });
  return own === undefined ? paths : [own, ...paths.filter((path) => path !== own)];
}

function kindOf(alignment: Alignment, side: Side, stack: number): keyof Pool {
  const id = reportedOf(alignment[side], stack);
  if (NAMELESS.test(alignment.functions.names[id] ?? '')) return 'nameless';
  return alignment.originOf(id) === 'application' ? 'own' : 'others';
}

function reportedOf({ stacks }: AlignedSide, stack: number): number {
  return stacks.functions[(stacks.start[stack] ?? 0) + (stacks.reported[stack] ?? 0)] ?? 0;
}
