import type { AlignedSide, Alignment } from './alignment.ts';
import { NO_BUCKET } from './column.ts';
import type { Origin } from './origin.ts';
import { StackWalker } from './stacks.ts';
import { Trie } from './trie.ts';

/** Where the samples of one side belong. */
export interface Placement {
  /** By sample: the node of the call tree that its leaf is, or NO_BUCKET for a sample without value. */
  readonly leaf: Int32Array;
  /** By sample: its site, or NO_BUCKET. */
  readonly site: Int32Array;
}

/** Both sides in one call tree. */
export interface PlacedAlignment {
  /** Call paths by function, from the root `all` (node 0) towards the leaves. */
  readonly tree: Trie;
  /** Children of `tree` nodes by line: one for each line of the first application frame at which a path ends. */
  readonly sites: Trie;
  readonly base: Placement;
  readonly current: Placement;
}

/** Puts every sample of both sides into one call tree and finds the site that it is reported from. */
export function place(alignment: Alignment): PlacedAlignment {
  const tree = new Trie();
  const sites = new Trie();
  const placed = { tree, sites, origins: alignment.origins };
  return {
    tree,
    sites,
    base: placeSide(alignment.base, placed),
    current: placeSide(alignment.current, placed),
  };
}

interface Tries {
  readonly tree: Trie;
  readonly sites: Trie;
  readonly origins: readonly Origin[];
}

function placeSide(side: AlignedSide, tries: Tries): Placement {
  const { count } = side.profile.samples;
  const leaf = new Int32Array(count).fill(NO_BUCKET);
  const site = new Int32Array(count).fill(NO_BUCKET);
  const walker = new StackWalker(side.profile, side.frames);
  for (let sample = 0; sample < count; sample++) {
    if (side.column.rounded[sample] === 0) continue;
    walker.walk(sample);
    const reported = firstApplicationFrame(walker, tries.origins);
    let node = 0;
    for (let frame = walker.depth - 1; frame >= 0; frame--) {
      node = tries.tree.child(node, walker.functions[frame] ?? 0);
      if (frame === reported) site[sample] = tries.sites.child(node, lineKey(walker.lines[frame] ?? 0));
    }
    leaf[sample] = node;
  }
  return { leaf, site };
}

/** Lines are 64-bit in the format; real ones are small, and what is not is no line. */
function lineKey(line: number): number {
  return line >= 0 && line < 2 ** 32 ? line : 0;
}

/** From the most to the least telling, where a stack has no application frame at all. */
const FALLBACK: readonly Origin[] = ['application', 'dependency', 'standard'];

/**
 * The frame that a path is reported from: the application's innermost one; in a stack of others' code the innermost
 * dependency, else standard library, frame. The leaf where there is nothing but the runtime.
 */
export function firstApplicationFrame(walker: StackWalker, origins: readonly Origin[]): number {
  for (const origin of FALLBACK) {
    for (let frame = 0; frame < walker.depth; frame++) {
      if (origins[walker.functions[frame] ?? 0] === origin) return frame;
    }
  }
  return 0;
}
