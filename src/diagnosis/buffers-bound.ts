import { heapBound } from '../attribution/full-heap.ts';
import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatDuration, HOUR } from '../measurement/duration.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { explanationOf } from './explanation.ts';
import type { Observation } from './observation.ts';

/** Direct buffers that grow towards a bound of their own. */
export interface BuffersBound {
  /** What they take now, and may take at most. */
  readonly size: Bytes;
  readonly max: Bytes;
  /** The option that bounds them. */
  readonly option: string;
  /** When they are there at their rate. */
  readonly at: Instant;
}

/** Share of the growth. Where buffers are less of it, the rest may meet the limit whatever bounds them. */
const NEARLY_ALL = 0.8;

/**
 * A JVM lets direct buffers take -XX:MaxDirectMemorySize, by default as much as the heap (Runtime.maxMemory()): what its
 * metrics count of them ends there, whatever the container’s limit is. Undefined where they are not what grows, no metric
 * shows the heap’s maximum, or they are beyond it, since an option then bounds them that no metric shows.
 */
export function buffersBoundOf(observation: Observation): BuffersBound | undefined {
  const option = guideTo(observation.runtime).collector.buffersOption;
  const attribution = explanationOf(observation);
  if (option === undefined || attribution?.leader?.cause !== 'buffers' || attribution.leader.share < NEARLY_ALL)
    return undefined;
  const { base, end, run } = attribution.ledger;
  const [max, size] = [heapBound(run), run.tracks.buffers?.track.values.at(-1)];
  if (max === undefined || size === undefined || size >= max || run.end !== 'running') return undefined;
  const gained = (end.figures.buffers ?? 0) - (base.figures.buffers ?? 0);
  const perHour = (gained / Math.max(1, end.at.to - base.at.from)) * HOUR;
  if (perHour <= 0) return undefined;
  return { size, max, option, at: observation.range.to + ((max - size) / perHour) * HOUR };
}

/** `direct buffers (857 MiB) reach the 1 GiB that they may take (-XX:MaxDirectMemorySize, by default the heap’s maximum) in about 6 h` */
export function boundSaid({ size, max, option, at }: BuffersBound, now: Instant): string {
  return `direct buffers (${formatBytes(size)}) reach the ${formatBytes(max)} that they may take (${option}, by default the heap’s maximum) in about ${formatDuration(Math.max(0, at - now))}`;
}
