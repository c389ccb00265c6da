import type { Alignment } from './alignment.ts';
import { Sums } from './column.ts';
import type { DiffNode } from './comparison.ts';
import { distinctShortNames } from './go-names.ts';
import type { PlacedAlignment } from './placement.ts';

/** Narrower boxes than this share of the larger side cannot be seen. */
const VISIBLE_SHARE = 0.003;
/** Deeper frames are cut off: a picture has no room for them, and JSON must not nest without end. */
const MAX_DEPTH = 160;

/** The call tree of both sides, cumulative, with the frames that can be seen; `topNode` and its callers are marked. */
export function diffTree(alignment: Alignment, placed: PlacedAlignment, topNode: number | undefined): DiffNode {
  const { tree } = placed;
  const base = cumulative(placed, Sums.of(alignment.base.column, placed.base.leaf, tree.count), alignment.base.merged);
  const current = cumulative(
    placed,
    Sums.of(alignment.current.column, placed.current.leaf, tree.count),
    alignment.current.merged,
  );
  const least = Math.max(base[0] ?? 0, current[0] ?? 0) * VISIBLE_SHARE;
  const visible = visibleChildren(placed, (node) => Math.max(base[node] ?? 0, current[node] ?? 0) > least);
  const top = ancestors(placed, topNode);
  const nameOf = (node: number) => alignment.functions.names[tree.key[node] ?? 0] ?? '';
  const short = distinctShortNames([...visible.values()].flat().map(nameOf));

  function build(node: number, depth: number): DiffNode {
    const children = depth < MAX_DEPTH ? (visible.get(node) ?? []) : [];
    const id = tree.key[node] ?? 0;
    return {
      name: node === 0 ? 'all' : (short.get(nameOf(node)) ?? nameOf(node)),
      base: Math.round(base[node] ?? 0),
      current: Math.round(current[node] ?? 0),
      application: node !== 0 && alignment.origins[id] === 'application',
      top: top.has(node),
      children: children
        .toSorted((a, b) => (current[b] ?? 0) - (current[a] ?? 0) || (base[b] ?? 0) - (base[a] ?? 0))
        .map((child) => build(child, depth + 1)),
    };
  }
  return build(0, 0);
}

/** Own values to values with everything below: children have larger numbers than their parents. */
function cumulative(placed: PlacedAlignment, own: Sums, merged: number): Float64Array {
  const { tree } = placed;
  const values = Float64Array.from({ length: tree.count }, (_, node) => Number(own.read(node)) / merged);
  for (let node = tree.count - 1; node > 0; node--) {
    const parent = tree.parent[node] ?? 0;
    values[parent] = (values[parent] ?? 0) + (values[node] ?? 0);
  }
  return values;
}

function visibleChildren(placed: PlacedAlignment, isVisible: (node: number) => boolean): Map<number, number[]> {
  const { tree } = placed;
  const children = new Map<number, number[]>();
  for (let node = 1; node < tree.count; node++) {
    if (!isVisible(node)) continue;
    const parent = tree.parent[node] ?? 0;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [node]);
    else siblings.push(node);
  }
  return children;
}

function ancestors(placed: PlacedAlignment, node: number | undefined): ReadonlySet<number> {
  const path = new Set<number>();
  for (let at = node ?? -1; at >= 0; at = placed.tree.parent[at] ?? -1) path.add(at);
  return path;
}
