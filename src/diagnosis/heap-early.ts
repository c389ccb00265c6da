import type { Attribution } from '../attribution/attribution.ts';
import { steadyShare } from '../attribution/shares.ts';
import { type Bytes, formatBytesPair, MiB } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { capitalised } from '../measurement/sentence.ts';
import type { Track } from '../metrics/series.ts';
import { trackOf } from '../metrics/series.ts';
import { straightness } from '../metrics/straightness.ts';
import { sliceOf } from '../metrics/track.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { partAlone } from './climb.ts';
import { explanationOf } from './explanation.ts';
import type { Judgement } from './judgement.ts';
import type { LiveHeap } from './live-heap.ts';
import type { Observation } from './observation.ts';

/** What a few collections show of a heap that leaks fast. Set by hand. */
const LEAST = {
  /** Full collections between base and end of the run, each of which left more than the one before. */
  collections: 4,
  /** Squared correlation with time of what they left: a cache that fills bends before it is full. */
  straight: 0.95,
  /** Share of what was gained that falls into the second half of the time. */
  late: 0.4,
  /** Times what the first of them left. */
  multiplied: 2,
  /** Share of the growth of memory, in the whole climb and in its last half. */
  share: 0.5,
} as const;

/** A start loads and fills less than this. */
const LEAST_GAINED: Bytes = 16 * MiB;

/** How sure a heap is at most that was seen for too short a time to be called a trend: it may be a cache that is not yet full. */
const SEEN_BRIEFLY = 0.65;

/**
 * A live heap of which each full collection left more than the one before, in a straight line, and which is most of what memory
 * gained: that is seen before a number of samples is a trend. Undefined for what is not so.
 */
export function heapProvenEarly(observation: Observation, { measured, collected }: LiveHeap): Judgement | undefined {
  const attribution = explanationOf(observation);
  if (attribution === undefined || collected !== 'sure' || measured.reading === 'floor') return undefined;
  const heap = attribution.causes.find(({ cause }) => cause === 'heap');
  if (heap === undefined || steadyShare(heap) < LEAST.share) return undefined;
  const left = leftBy(measured.track, attribution);
  if (left === undefined) return undefined;
  const { base, end } = attribution.ledger;
  const [from, to] = [left.values[0] ?? 0, left.values.at(-1) ?? 0];
  const { live } = guideTo(observation.runtime).words;
  return {
    answer: 'yes',
    confidence: SEEN_BRIEFLY,
    headline: `${capitalised(live)} grew ${formatBytesPair(from, to)} in ${formatDuration(end.at.to - base.at.from)}, in a straight line: ${partAlone(heap, attribution)}.`,
    reasons: [
      `Each of ${left.values.length} full collections left more than the one before.`,
      `The run is too young to show that it goes on: a cache that is not yet full rises so too.`,
      `Read from ${measured.metric}.`,
    ],
    suggests: 'heap-leak',
    gained: to - from,
  };
}

/** What each collection left, where every one left more and all lie on a line. */
function leftBy(track: Track, { ledger: { base, end } }: Attribution): Track | undefined {
  const { times, values } = sliceOf(track, base.at.from, end.at.to);
  const points = [...times.keys()].flatMap((i) =>
    i > 0 && values[i] === values[i - 1] ? [] : [[times[i] ?? 0, values[i] ?? 0] as const],
  );
  const left = trackOf(points);
  const [first = 0] = left.values;
  const [last, began, ended] = [left.values.at(-1) ?? 0, left.times[0] ?? 0, left.times.at(-1) ?? 0];
  if (points.length < LEAST.collections || last - first < LEAST_GAINED || last < LEAST.multiplied * first)
    return undefined;
  const rises = left.values.every((value, i) => i === 0 || value > (left.values[i - 1] ?? 0));
  const half = left.values.findLast((_, i) => (left.times[i] ?? 0) <= (began + ended) / 2) ?? first;
  return rises && last - half >= LEAST.late * (last - first) && straightness(left) >= LEAST.straight ? left : undefined;
}
