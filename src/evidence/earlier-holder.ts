import { tellingPaths } from '../diagnosis/telling-paths.ts';
import type { Comparison, GrowthPath } from '../profile/comparison.ts';
import type { ComparisonPair } from './comparison-pair.ts';
import type { Snapshot } from './ports.ts';

/**
 * So many earlier profiles are read to find what keeps the objects, while someone waits. Of a JVM near its limit the last three of
 * every 15 s had no chain (seen once). A choice.
 */
const MOST_READ = 4;

interface Earlier {
  readonly pair: ComparisonPair;
  readonly snapshots: readonly Snapshot[];
  /** Compares the base with an earlier profile of the same run; undefined where that one cannot be read. */
  readonly compare: (pair: ComparisonPair) => Promise<Comparison | undefined>;
}

/**
 * The comparison, with what keeps the paths that are named by earlier profiles of the same run where the last one does not show it:
 * near its limit a JVM is not made to walk its heap. The keeper then has the time of that profile.
 */
export async function withEarlierHolder(
  comparison: Comparison,
  { pair, snapshots, compare }: Earlier,
): Promise<Comparison> {
  const wanted = new Set(tellingPaths(comparison.paths).filter(lacksHolder));
  if (wanted.size === 0) return comparison;
  const earlier = snapshots
    .filter(
      ({ time, instance }) => time > pair.base.time && time < pair.current.time && instance === pair.current.instance,
    )
    .sort((a, b) => b.time - a.time)
    .slice(0, MOST_READ);
  const found = new Map<GrowthPath, GrowthPath>();
  for (const snapshot of earlier) {
    if (found.size === wanted.size) break;
    const { paths = [] } = (await compare({ ...pair, current: snapshot })) ?? {};
    for (const path of wanted) {
      const holder = paths.find((each) => isSame(each, path))?.kept?.holder;
      if (holder === undefined || found.has(path)) continue;
      found.set(path, { ...path, kept: { ...path.kept, holder, asOf: snapshot.time } });
    }
  }
  return found.size === 0
    ? comparison
    : { ...comparison, paths: comparison.paths.map((path) => found.get(path) ?? path) };
}

function lacksHolder({ kept }: GrowthPath): boolean {
  return kept !== undefined && kept.holder === undefined && kept.unheld !== true;
}

/** The same line, and objects of the same class. */
function isSame({ frames: [first], kept }: GrowthPath, { frames: [wanted], kept: of }: GrowthPath): boolean {
  return (
    first !== undefined &&
    first.function === wanted?.function &&
    first.line === wanted.line &&
    kept?.class === of?.class
  );
}
