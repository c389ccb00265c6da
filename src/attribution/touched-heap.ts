import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { nearestReader } from '../metrics/nearest.ts';
import { typicalStep } from '../metrics/track.ts';
import type { ContainerRun } from './container-run.ts';
import { collectionsIn, halfWindow } from './live-heap.ts';

/**
 * How much of the heap had been used by a moment, at least, in bytes: the highest that it stood at until then and within the
 * next few collections, never more than what it had taken since. A heap in use is a saw-tooth: one sample of it is a phase
 * of the tooth, and only a tooth that is higher than all before it uses pages for the first time. Undefined where no
 * metric shows the heap in use.
 */
export function touchedHeapAt(run: ContainerRun, time: Instant): Bytes | undefined {
  const used = run.tracks['heap-used']?.track;
  if (used === undefined || used.times.length === 0) return undefined;
  const committed = run.tracks['heap-committed']?.track;
  const taken = committed && nearestReader(committed, 2 * Math.max(typicalStep(committed), typicalStep(used)));
  const until = time + halfWindow(used, collectionsIn(run));
  let touched = 0;
  for (const [i, at] of used.times.entries()) {
    if (at > until) break;
    const inUse = used.values[i] ?? 0;
    touched = Math.max(inUse, Math.min(touched, taken?.(at) ?? Number.POSITIVE_INFINITY));
  }
  return touched;
}
