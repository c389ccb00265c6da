import { heightOf, isEndOfTop, merged, type ShownNode } from './shown-tree.ts';

/** A frame passes its value on to one child when that child has this share of it on both sides. */
const PASSED_ON = 0.85;

/**
 * Makes a tree fit into `rows`: first runs of library frames that only pass their value on become
 * one `⋯ 6 frames` box, then the middle of the path that grew most, so that its end, the frame to look at, is seen.
 */
export function fitted(root: ShownNode, rows: number): ShownNode {
  if (heightOf(root) <= rows) return root;
  const short = { ...root, children: root.children.map(elideForeignRuns) };
  return elideTopPath(short, rows);
}

function elideForeignRuns(node: ShownNode): ShownNode {
  const run = [node];
  while (isForeign(run.at(-1))) {
    const next = heirOf(run.at(-1));
    if (next === undefined || !isForeign(next)) break;
    run.push(next);
  }
  const shown = run.length > 1 ? elided(run) : node;
  return { ...shown, children: shown.children.map(elideForeignRuns) };
}

/** Someone else's code; never the frame to look at, whosever that is. */
function isForeign(node: ShownNode | undefined): boolean {
  return node?.kind === 'frame' && !node.application && !isEndOfTop(node);
}

/** The child that carries nearly all of its parent; on the path that grew most only the one that goes on along it. */
function heirOf(node: ShownNode | undefined): ShownNode | undefined {
  const heir = node?.children.find(
    (child) => child.base >= node.base * PASSED_ON && child.current >= node.current * PASSED_ON,
  );
  return heir?.top === false && node?.children.some((child) => child.top) === true ? undefined : heir;
}

/** One node in the place of a run of nodes, each the child of the one before; what branched off them is merged. */
function elided(run: readonly ShownNode[]): ShownNode {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined || run.length < 2) throw new RangeError('nothing to elide');
  const branches = run.slice(0, -1).flatMap((node, i) => node.children.filter((child) => child !== run[i + 1]));
  const frames = run.reduce((sum, node) => sum + node.frames, 0);
  const own = last.children.filter((child) => child.kind !== 'other');
  const others = last.children.filter((child) => child.kind === 'other');
  return {
    ...first,
    kind: 'elided',
    name: `⋯ ${frames} frames`,
    frames,
    children: [...own, ...merged([...others, ...branches])],
  };
}

/** Leaves out the middle of the path that grew most where its end would lie below the last row. */
function elideTopPath(root: ShownNode, rows: number): ShownNode {
  const path: ShownNode[] = [];
  for (let node: ShownNode | undefined = root; node !== undefined; node = node.children.find((child) => child.top)) {
    path.push(node);
  }
  const excess = path.length - rows;
  if (excess <= 0) return root;
  // The box that stands for the run takes a row itself; the root stays.
  const run = path.slice(1, 2 + excess);
  return { ...root, children: root.children.map((child) => (child === run[0] ? elided(run) : child)) };
}
