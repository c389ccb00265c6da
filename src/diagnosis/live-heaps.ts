import { type Bytes, formatBytes, formatBytesPair, MiB } from '../measurement/bytes.ts';
import { formatDuration, type Milliseconds } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import { floorGain } from '../metrics/gain.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { isPresent } from '../metrics/standing.ts';
import { median, sliceOf } from '../metrics/track.ts';
import { growthOf } from './growth.ts';
import type { Observation } from './observation.ts';

/** What a live heap of a pod shows that memory as a whole does not. */
export interface HeapOfInterest {
  readonly kind: 'climbs' | 'full';
  readonly from: Bytes;
  readonly to: Bytes;
  readonly span: Milliseconds;
  readonly max?: Bytes | undefined;
}

/** Nothing has a heap of this size: a bound like it means that there is none. */
const UNBOUNDED: Bytes = 2 ** 60;
/** A start loads and fills less than this. */
const LEAST_GAINED: Bytes = 16 * MiB;
/** Share of where it began. A cache that warms up gains less. */
const LEAST_SHARE = 0.25;
/** From this share of its maximum on a live heap stands because it cannot grow. Set by hand. */
export const STANDS_FULL = 0.9;
/** Samples that an end is the median of. */
const LAST = 3;

/** Of a pod that runs: a live heap that climbs, or is full; undefined where neither shows. */
export function heapOfInterest(observation: Observation, memory: PodMemory): HeapOfInterest | undefined {
  const heap = observation.heaps?.get(memory.pod);
  if (heap === undefined || !isPresent(memory) || memory.lifetimes.at(-1)?.end !== 'running') return undefined;
  const { track } = heap.measured;
  const max = heap.max !== undefined && heap.max > 0 && heap.max < UNBOUNDED ? heap.max : undefined;
  const { answer, kind, stretch } = growthOf(track, memory.lifetimes);
  if (answer === 'yes' && kind === 'growing' && stretch !== undefined) {
    const { from, to, gained } = floorGain(track, stretch.from, stretch.to);
    if (gained >= Math.max(LEAST_GAINED, LEAST_SHARE * from))
      return { kind: 'climbs', from, to, span: stretch.to - stretch.from, max };
  }
  const last = median(track.values.subarray(-LAST));
  if (max === undefined || last < STANDS_FULL * max) return undefined;
  const [first = last] = track.values;
  return { kind: 'full', from: first, to: last, span: (track.times.at(-1) ?? 0) - (track.times[0] ?? 0), max };
}

/** Share of where each began, by which two heaps of one service may differ at any moment that behave alike. Set by hand. */
const ALIKE = 0.15;
/** Moments at which they are compared. */
const MOMENTS = 12;

/** Whether the live heaps of two pods went the same way at the same times: what is said of the one holds for the other. */
export function movesAlike(observation: Observation, one: PodMemory, other: PodMemory): boolean {
  const [a, b] = [one, other].map(({ pod }) => observation.heaps?.get(pod)?.measured.track);
  if (a === undefined || b === undefined || a.times.length === 0 || b.times.length === 0) return false;
  const from = Math.max(a.times[0] ?? 0, b.times[0] ?? 0);
  const width = (Math.min(a.times.at(-1) ?? 0, b.times.at(-1) ?? 0) - from) / MOMENTS;
  const levels = [a, b].map((track) =>
    Array.from({ length: MOMENTS }, (_, i) => {
      const { values } = sliceOf(track, from + i * width, from + (i + 1) * width);
      return values.length === 0 ? Number.NaN : median(values);
    }),
  );
  const [left = [], right = []] = levels.map((own) => own.map((level) => level / (own[0] ?? level)));
  return left.every((level, i) => Math.abs(level - (right[i] ?? Number.NaN)) <= ALIKE * Math.max(1, level));
}

/** `the live heap of vxh6j grew 131 → 175 MiB in 3 h 12 min`, without its end. */
export function heapSaid({ kind, from, to, span, max }: HeapOfInterest, name: string): string {
  return kind === 'climbs'
    ? `The live heap of ${name} grew ${formatBytesPair(from, to)} in ${formatDuration(span)}`
    : `The live heap of ${name} takes ${formatBytes(to)}, ${formatShare(Math.min(1, to / (max ?? to)))} of all that it may have`;
}
