import type { AlignedSide, Alignment } from './alignment.ts';
import { NO_BUCKET } from './column.ts';
import { PairIndex } from './pair-index.ts';
import { StackIndex } from './stack-index.ts';

/**
 * Where the stacks of both sides are reported: a site is a stack of functions seen from the first application frame
 * outwards, and the line in that frame.
 */
export interface Sites {
  /** The pairs of stack and line; a site is the number of its pair. */
  readonly pairs: PairIndex;
  /** By stack: its site, or NO_BUCKET for a stack without value. */
  readonly base: Int32Array;
  readonly current: Int32Array;
}

/** Finds the site of every stack of both sides. */
export function findSites({ base, current }: Alignment): Sites {
  const pairs = new PairIndex();
  const stacks = new StackIndex([base.stacks.functions, current.stacks.functions]);
  const sitesOf = (side: 0 | 1, { stacks: of, column: { live } }: AlignedSide) => {
    const sites = new Int32Array(live.length).fill(NO_BUCKET);
    for (let at = 0; at < sites.length; at++) {
      if (live[at] === 0) continue;
      const from = (of.start[at] ?? 0) + (of.reported[at] ?? 0);
      const stack = stacks.number(side, from, of.start[at + 1] ?? 0);
      sites[at] = pairs.number(stack, lineKey(of.line[at] ?? 0));
    }
    return sites;
  };
  return { pairs, base: sitesOf(0, base), current: sitesOf(1, current) };
}

/** Lines are 64-bit in the format; real ones are small, and what is not is no line. */
export function lineKey(line: number): number {
  return line >= 0 && line < 2 ** 32 ? line : 0;
}
