import { heapIsShared } from '../attribution/shared-heap.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { nearestReader } from '../metrics/nearest.ts';
import { quantile, typicalStep } from '../metrics/track.ts';
import type { HeapReach } from '../runtime/collector-figures.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** Nothing has a heap of this size: a bound like it means that there is none. */
const UNBOUNDED: Bytes = 2 ** 60;

/**
 * What no metric reports about a process with a bounded heap (thread stacks, the collector's tables, libraries, malloc) takes
 * at least this share of its container.
 */
const UNREPORTED = 0.1;

/** The reach of the chosen pod's heap; undefined where no metric shows its bound. */
export function heapReach(observation: Observation): HeapReach | undefined {
  const max = observation.measured['heap-max']?.track.values.at(-1);
  return max === undefined || max <= 0 || max >= UNBOUNDED
    ? undefined
    : { max, outside: outsideHeap(observation) ?? 0 };
}

/** What lies beside the heap in the last samples: what leaks there is part of it. Undefined where no metric shows the heap. */
export function outsideAtEnd(observation: Observation): Bytes | undefined {
  const pod = chosenPod(observation);
  const heap = observation.measured['heap-committed']?.track.values.at(-1);
  const rss = pod?.rss.values.at(-1);
  return heap === undefined || rss === undefined ? undefined : Math.max(0, rss - (heapInRss(observation) ? heap : 0));
}

/** Whether the resident memory of the container has the heap in it: shared memory is charged, and is none. */
function heapInRss({ runs }: Observation): boolean {
  const last = runs?.runs.at(-1);
  return !(last?.tracks.rss?.metric.startsWith('container_') === true && heapIsShared(last));
}

/** Whether the heap at its largest fits into the limit beside all that lies outside it now; false where a figure is missing. */
export function fitsAtLargest(observation: Observation): boolean {
  const pod = chosenPod(observation);
  const limit = pod && limitOf(observation, pod);
  const reach = heapReach(observation);
  const beside = outsideAtEnd(observation);
  return limit !== undefined && reach !== undefined && beside !== undefined && reach.max + beside <= limit;
}

/**
 * What the process needs beside its heap, as it usually is: RSS less what the heap has taken, or, where the heap has
 * taken pages it never touched, what the runtime reports about the rest and an allowance for what it does not.
 */
export function outsideHeap(observation: Observation): Bytes | undefined {
  const pod = chosenPod(observation);
  const limit = pod && limitOf(observation, pod);
  const latest = (quantity: 'metaspace' | 'code-cache' | 'buffers') =>
    observation.measured[quantity]?.track.values.at(-1) ?? 0;
  const reported = latest('metaspace') + latest('code-cache') + latest('buffers');
  const committed = observation.measured['heap-committed']?.track;
  const least = reported + UNREPORTED * (limit ?? 0);
  if (pod === undefined || committed === undefined || committed.values.length === 0)
    return reported > 0 ? least : undefined;
  const read = nearestReader(committed, 2 * Math.max(typicalStep(pod.rss), typicalStep(committed)));
  const inRss = heapInRss(observation);
  const rest = [...pod.rss.times].flatMap((time, i) => {
    const heap = read(time);
    return heap === undefined ? [] : [(pod.rss.values[i] ?? 0) - (inRss ? heap : 0)];
  });
  // A quarter of the time it was no more: what leaks beside the heap must not count as what is needed.
  return Math.max(least, rest.length === 0 ? 0 : quantile(rest, 0.25));
}
