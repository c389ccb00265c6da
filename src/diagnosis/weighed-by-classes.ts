import type { Comparison, DiffNode, Frame, GrowthPath } from '../profile/comparison.ts';
import { CLASS_BYTES } from '../profile/histogram/class-growth.ts';
import { shortName } from '../profile/short-names.ts';
import { countsObjects } from './followed-lines.ts';

/**
 * Followed objects weighed by a class histogram of the same time: each class has the bytes that the histogram says it
 * gained, and its paths share them by their objects; a path on which several classes grew has its part of each. The paths stand in the order of these bytes, where all have them:
 * a small object is followed as well as a large one.
 */
export function weighedByClasses(followed: Comparison, histogram: Comparison): Comparison {
  if (!countsObjects(followed) || histogram.sampleType !== CLASS_BYTES) return followed;
  const comparison = counted(followed, histogram);
  const gained = new Map(histogram.paths.map(({ frames: [first], delta }) => [first?.function ?? '', delta]));
  const objects = new Map<string, number>();
  const { tooFew = [], withinError = [] } = comparison;
  for (const path of [...comparison.paths, ...tooFew, ...withinError])
    for (const [type, grown] of madeOf(path)) objects.set(type, (objects.get(type) ?? 0) + grown);
  const paths = comparison.paths.map((path): GrowthPath => {
    const known = madeOf(path).flatMap(([type, grown]) => {
      const [bytes, all] = [gained.get(type), objects.get(type) ?? 0];
      return bytes === undefined || all <= 0 ? [] : [(bytes * grown) / all];
    });
    return known.length === 0 ? path : { ...path, bytes: known.reduce((sum, bytes) => sum + bytes, 0) };
  });
  if (paths.some(({ bytes }) => bytes === undefined)) return { ...comparison, paths };
  const ranked = paths.toSorted((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0));
  const [first] = ranked;
  const tree = first === undefined || first === paths[0] ? comparison.tree : marked(comparison.tree, first.frames);
  return { ...comparison, paths: ranked, tree };
}

/** What the histograms count is what lives: they collect before. */
function counted(comparison: Comparison, { base, current }: Comparison): Comparison {
  const { followed } = comparison;
  return followed === undefined
    ? comparison
    : { ...comparison, followed: { ...followed, counted: { base: base.total, current: current.total } } };
}

/** What grew on a path by class, in the unit of the comparison. */
function madeOf({ kept, delta }: GrowthPath): readonly (readonly [type: string, grown: number])[] {
  return kept?.made ?? [[kept?.class ?? '', Math.max(0, delta)]];
}

/** The tree with another path marked, from its root as far as the tree shows it. */
function marked(node: DiffNode, frames: readonly Frame[], top = true): DiffNode {
  const next = top ? frames.at(-1)?.function : undefined;
  const rest = frames.slice(0, -1);
  const children = node.children.map((child) =>
    marked(child, rest, next !== undefined && (child.name === next || child.name === shortName(next))),
  );
  return { ...node, top, children };
}
