import type { Instant } from '../foundation/clock.ts';
import { SECOND } from '../measurement/duration.ts';
import type { Track } from '../metrics/series.ts';
import { typicalStep } from '../metrics/track.ts';
import type { Snapshot } from './ports.ts';

/**
 * Whether two heap profiles can differ at all. A Go heap profile shows the heap as of the last finished collection
 * (https://pkg.go.dev/runtime/pprof#Profile): without one between them both show the same heap, however much was
 * allocated since. False only when that is known: by equal totals without a collection seen, or by when the process last
 * collected (in seconds).
 */
export function collectedBetween(base: Snapshot, current: Snapshot, lastCollections: Track | undefined): boolean {
  if (base.kind !== 'heap' || collectionSeen(base, current, lastCollections)) return true;
  if (base.source === current.source && base.total !== undefined && base.total === current.total) return false;
  const last = lastCollectionBy(current.time, lastCollections);
  return last === undefined || last > base.time;
}

/** Whether a sample of before the later profile shows a collection after the earlier one. */
function collectionSeen(base: Snapshot, current: Snapshot, lastCollections: Track | undefined): boolean {
  const { times, values } = lastCollections ?? { times: [], values: [] };
  return times.some((time, index) => time <= current.time && (values[index] ?? 0) * SECOND > base.time);
}

/** Whether the process had collected before a heap profile: until the first time it counts garbage as well. */
export function collectedBefore(snapshot: Snapshot, lastCollections: Track | undefined): boolean {
  return snapshot.kind !== 'heap' || lastCollectionBy(snapshot.time, lastCollections) !== 0;
}

/**
 * The last collection as the first sample says that was surely taken after a moment: what had not happened by then had
 * not happened at the moment either. A sample stands for the step before it. Undefined when no one looked after it.
 */
function lastCollectionBy(time: Instant, lastCollections: Track | undefined): Instant | undefined {
  if (lastCollections === undefined) return undefined;
  const { times, values } = lastCollections;
  const sure = time + typicalStep(lastCollections);
  const index = times.findIndex((sample) => sample >= sure);
  const value = index < 0 ? undefined : values[index];
  return value === undefined ? undefined : value * SECOND;
}
