import type { AlignedSide, Alignment } from './alignment.ts';
import { Sums } from './column.ts';
import { PairIndex } from './pair-index.ts';

/** Levels added to the tree before what cannot be seen is given up. */
const LEVELS_A_PASS = 8;

/** The number of `all`. */
export const ROOT = 0;

/** Call paths from the root towards the leaves, without those below a narrow one. */
export interface CallTree {
  /** Nodes by number: pairs of the parent and the function. Number 0 is the root, `all`. */
  readonly nodes: PairIndex;
  /** Cumulative values by node, per profile where several were merged; rounded beyond 2^53. */
  readonly base: Float64Array;
  readonly current: Float64Array;
}

/**
 * Grows the tree of both sides from the root, `least` being the value that a node must reach on either side for its
 * children to be of interest. A few levels at a time: the whole tree of a large profile has millions of nodes, those
 * that can be seen are some hundreds.
 */
export function growCallTree(
  alignment: Alignment,
  limits: { readonly least: number; readonly depth: number },
): CallTree {
  const nodes = new PairIndex();
  nodes.number(-1, ROOT);
  const sides = [new SideGrowth(alignment.base, nodes), new SideGrowth(alignment.current, nodes)] as const;
  let grown = { base: sides[0].values(0), current: sides[1].values(0) };
  for (let depth = 0; depth < limits.depth; depth += LEVELS_A_PASS) {
    const before = nodes.count;
    const { base, current } = grown;
    const open = (node: number) => Math.max(base[node] ?? 0, current[node] ?? 0) >= limits.least;
    for (const side of sides) side.grow(depth, open);
    if (nodes.count === before) break;
    grown = {
      base: joined(base, sides[0].values(before)),
      current: joined(current, sides[1].values(before)),
    };
  }
  return { nodes, ...grown };
}

function joined(head: Float64Array, tail: Float64Array): Float64Array {
  const all = new Float64Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

/** Where the stacks of one side stand in the growing tree. */
class SideGrowth {
  readonly #side: AlignedSide;
  readonly #nodes: PairIndex;
  /** By stack: the deepest node so far. */
  readonly #at: Int32Array;

  constructor(side: AlignedSide, nodes: PairIndex) {
    this.#side = side;
    this.#nodes = nodes;
    this.#at = new Int32Array(side.column.live.length);
  }

  grow(from: number, open: (node: number) => boolean): void {
    const { start, functions } = this.#side.stacks;
    const { live } = this.#side.column;
    for (let stack = 0; stack < this.#at.length; stack++) {
      let node = this.#at[stack] ?? ROOT;
      if (live[stack] === 0 || node < ROOT || !open(node)) continue;
      const leaf = start[stack] ?? 0;
      const outermost = (start[stack + 1] ?? 0) - from;
      for (let at = outermost - 1; at >= leaf && at >= outermost - LEVELS_A_PASS; at--) {
        node = this.#nodes.number(node, functions[at] ?? 0);
      }
      this.#at[stack] = node;
    }
  }

  /** Cumulative values of the nodes from `first` on. */
  values(first: number): Float64Array {
    const count = this.#nodes.count;
    const own = Sums.of(this.#side.column, this.#at, count);
    const values = new Float64Array(count - first);
    for (let node = count - 1; node >= first; node--) {
      values[node - first] = (values[node - first] ?? 0) + Number(own.read(node)) / this.#side.merged;
      // Parents have smaller numbers than their children.
      const parent = (this.#nodes.first[node] ?? 0) - first;
      if (parent >= 0) values[parent] = (values[parent] ?? 0) + (values[node - first] ?? 0);
    }
    return values;
  }
}
