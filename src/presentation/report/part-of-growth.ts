import type { ComparedSnapshots } from '../../investigation/state/investigation.ts';
import { PARTS_PER_MILLION } from '../../profile/followed-heap.ts';

/** What the share of a path is a share of: of objects that each count as one it is none of bytes. */
export function partOfGrowth(compared: ComparedSnapshots | undefined): 'of the growth' | 'of the added objects' {
  return countsObjects(compared) ? 'of the added objects' : 'of the growth';
}

/** What the percentages of the paths are, where they are parts of a heap. */
export function partsSaid(compared: ComparedSnapshots | undefined): string {
  return countsObjects(compared)
    ? 'Parts of the objects that the profiler follows, each counted as one whatever its size; those before are reduced to what the heap then was of the later one.'
    : 'Parts of the later heap, estimated from the objects that the profiler follows.';
}

function countsObjects(compared: ComparedSnapshots | undefined): boolean {
  if (compared === undefined || compared.sampleType.endsWith('_space')) return false;
  return compared.unit === PARTS_PER_MILLION || FOLLOWED.has(compared.sampleType);
}

/** Numbers of objects that a profiler follows: a table that was never full has them as they are. */
const FOLLOWED: ReadonlySet<string> = new Set(['old_object_samples', 'live_samples']);
