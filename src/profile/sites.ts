import type { AlignedSide, Alignment } from './alignment.ts';
import { NO_BUCKET } from './column.ts';
import type { Origin } from './origin.ts';
import { PairIndex } from './pair-index.ts';
import { StackIndex } from './stack-index.ts';
import { StackWalker } from './stacks.ts';

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
export function findSites(alignment: Alignment): Sites {
  const finder = { pairs: new PairIndex(), stacks: new StackIndex(alignment.base, alignment.current) };
  return {
    pairs: finder.pairs,
    base: sitesOf(alignment, 0, finder),
    current: sitesOf(alignment, 1, finder),
  };
}

function sitesOf(alignment: Alignment, side: 0 | 1, finder: { pairs: PairIndex; stacks: StackIndex }): Int32Array {
  const { profile, frames, column }: AlignedSide = side === 0 ? alignment.base : alignment.current;
  const sites = new Int32Array(profile.samples.count).fill(NO_BUCKET);
  const walker = new StackWalker(profile, frames);
  for (let index = 0; index < sites.length; index++) {
    if (column.rounded[index] === 0) continue;
    walker.walk(index);
    const reported = firstApplicationFrame(walker, alignment.origins);
    const stack = finder.stacks.number(walker, reported, { index, side });
    sites[index] = finder.pairs.number(stack, lineKey(walker.depth === 0 ? 0 : (walker.lines[reported] ?? 0)));
  }
  return sites;
}

/** Lines are 64-bit in the format; real ones are small, and what is not is no line. */
export function lineKey(line: number): number {
  return line >= 0 && line < 2 ** 32 ? line : 0;
}

/** From the most to the least telling, where a stack has no application frame at all. */
const PREFERENCE: readonly Origin[] = ['application', 'dependency', 'standard'];

/**
 * The frame that a path is reported from: the application's innermost one; in a stack of others' code the innermost
 * dependency, else standard library, frame. The leaf where there is nothing but the runtime.
 */
export function firstApplicationFrame(walker: StackWalker, origins: readonly Origin[]): number {
  for (const origin of PREFERENCE) {
    for (let frame = 0; frame < walker.depth; frame++) {
      if (origins[walker.functions[frame] ?? 0] === origin) return frame;
    }
  }
  return 0;
}
