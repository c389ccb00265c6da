import type { Alignment } from './alignment.ts';
import { type CallTree, growCallTree, ROOT } from './call-tree.ts';
import type { DiffNode, Frame } from './comparison.ts';
import { distinctShortNames } from './short-names.ts';

/** Narrower boxes than this share of the larger side cannot be seen. */
const VISIBLE_SHARE = 0.003;
/** Deeper frames are cut off: a picture has no room for them, and JSON must not nest without end. */
const MAX_DEPTH = 160;

/** The call tree of both sides with the frames that can be seen; those of `top` (leaf first) are marked. */
export function diffTree(
  alignment: Alignment,
  total: { readonly base: number; readonly current: number },
  top: readonly Frame[],
): DiffNode {
  const least = Math.max(total.base, total.current) * VISIBLE_SHARE;
  const tree = growCallTree(alignment, { least, depth: MAX_DEPTH });
  const visible = visibleChildren(tree, least);
  const marked = nodesOf(alignment, tree, top);
  const nameOf = (node: number) => alignment.functions.names[tree.nodes.second[node] ?? 0] ?? '';
  const short = distinctShortNames([...visible.values()].flat().map(nameOf));

  function build(node: number): DiffNode {
    return {
      name: node === ROOT ? 'all' : (short.get(nameOf(node)) ?? nameOf(node)),
      base: Math.round(tree.base[node] ?? 0),
      current: Math.round(tree.current[node] ?? 0),
      application: node !== ROOT && alignment.originOf(tree.nodes.second[node] ?? 0) === 'application',
      top: marked.has(node),
      children: (visible.get(node) ?? []).toSorted((a, b) => heavier(tree, a, b)).map(build),
    };
  }
  return build(ROOT);
}

function heavier(tree: CallTree, a: number, b: number): number {
  return (tree.current[b] ?? 0) - (tree.current[a] ?? 0) || (tree.base[b] ?? 0) - (tree.base[a] ?? 0);
}

function visibleChildren(tree: CallTree, least: number): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (let node = ROOT + 1; node < tree.nodes.count; node++) {
    if (Math.max(tree.base[node] ?? 0, tree.current[node] ?? 0) < least) continue;
    const parent = tree.nodes.first[node] ?? 0;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [node]);
    else siblings.push(node);
  }
  return children;
}

/** The nodes that a path passes, from the root as far as the tree knows it. */
function nodesOf(alignment: Alignment, tree: CallTree, path: readonly Frame[]): ReadonlySet<number> {
  const nodes = new Set<number>(path.length === 0 ? [] : [ROOT]);
  let node = ROOT;
  for (const frame of path.toReversed()) {
    node = tree.nodes.find(node, alignment.functions.id(frame.function, frame.file));
    if (node < 0) break;
    nodes.add(node);
  }
  return nodes;
}
