import type { AlignedSide, Alignment } from './alignment.ts';
import { NO_BUCKET } from './column.ts';
import { PairIndex } from './pair-index.ts';
import { StackIndex } from './stack-index.ts';

/**
 * Where the samples of both sides are reported: a site is a stack of functions seen from the first application frame
 * outwards, and the line in that frame.
 */
export interface Sites {
  /** The pairs of stack and line; a site is the number of its pair. */
  readonly pairs: PairIndex;
  /** By sample: its site, or NO_BUCKET for a sample without value. */
  readonly base: Int32Array;
  readonly current: Int32Array;
}

/** Finds the site of every sample of both sides. */
export function findSites({ base, current }: Alignment): Sites {
  const pairs = new PairIndex();
  const stacks = new StackIndex([base.stacks.functions, current.stacks.functions]);
  const sitesOf = (side: 0 | 1, { profile, stacks: of, column }: AlignedSide) => {
    const sites = new Int32Array(profile.samples.count).fill(NO_BUCKET);
    for (let sample = 0; sample < sites.length; sample++) {
      if (column.rounded[sample] === 0) continue;
      const from = (of.start[sample] ?? 0) + (of.reported[sample] ?? 0);
      const stack = stacks.number(side, from, of.start[sample + 1] ?? 0);
      sites[sample] = pairs.number(stack, lineKey(of.line[sample] ?? 0));
    }
    return sites;
  };
  return { pairs, base: sitesOf(0, base), current: sitesOf(1, current) };
}

/** Lines are 64-bit in the format; real ones are small, and what is not is no line. */
export function lineKey(line: number): number {
  return line >= 0 && line < 2 ** 32 ? line : 0;
}
