import { nearestReader } from '../metrics/nearest.ts';
import { typicalStep } from '../metrics/track.ts';
import type { ContainerRun } from './container-run.ts';
import type { ContainerSplit } from './container-split.ts';
import type { Figures, PartId } from './parts.ts';

/**
 * Objects are resident, wherever they lie: more of them than the process has anonymous memory lie in shared pages. Share of
 * the anonymous memory; what two scrapes a moment apart may differ by stays below it. Set by hand.
 */
const MORE_THAN_ANONYMOUS = 1.25;

/**
 * Whether the heap of a run is charged as shared memory: ZGC maps its heap from a memory file, so a JVM 17 that keeps 300 MiB
 * was seen with 19 MB of anonymous memory and 396 MB of shared memory in its cgroup.
 */
export function heapIsShared(run: ContainerRun): boolean {
  const known = run.sharesHeap ?? SHARED.get(run);
  if (known !== undefined) return known;
  const shared = exceedsAnonymous(run);
  SHARED.set(run, shared);
  return shared;
}

/** Of one run it is asked for with each split and each reach of its heap. */
const SHARED = new WeakMap<ContainerRun, boolean>();

function exceedsAnonymous({ tracks }: ContainerRun): boolean {
  const [used, anonymous] = [tracks['heap-used']?.track, tracks.rss?.track];
  if (used === undefined || anonymous === undefined) return false;
  const anonymousAt = nearestReader(anonymous, Math.max(typicalStep(anonymous), typicalStep(used)));
  return used.times.some((time, index) => {
    const resident = anonymousAt(time);
    return resident !== undefined && (used.values[index] ?? 0) > MORE_THAN_ANONYMOUS * resident;
  });
}

/** Where files in memory may be counted, best known first. */
const FILES: readonly PartId[] = ['memory-backed', 'file', 'beside'];

/** The same, with what the heap has taken counted as the process's own, as far as memory beside it goes. */
export function withSharedHeap(split: ContainerSplit, figures: Figures): ContainerSplit {
  let left = figures['heap-committed'] ?? figures['heap-used'] ?? 0;
  const beside: Partial<Record<PartId, number>> = { ...split.beside };
  let taken = 0;
  for (const part of FILES) {
    const own = Math.min(beside[part] ?? 0, left);
    if (own === 0) continue;
    beside[part] = (beside[part] ?? 0) - own;
    left -= own;
    taken += own;
  }
  return { ...split, anonymous: split.anonymous + taken, beside };
}
