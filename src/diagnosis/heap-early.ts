import type { Attribution } from '../attribution/attribution.ts';
import type { ContainerRun } from '../attribution/container-run.ts';
import { steadyShare } from '../attribution/shares.ts';
import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytesPair, MiB } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { capitalised } from '../measurement/sentence.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Measured } from '../metrics/measured.ts';
import type { Track } from '../metrics/series.ts';
import { trackOf } from '../metrics/series.ts';
import { lateShare, straightness } from '../metrics/straightness.ts';
import { sliceOf } from '../metrics/track.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { partAlone } from './climb.ts';
import { explanationOf } from './explanation.ts';
import { youngLives } from './filled-otherwise.ts';
import type { Growth } from './growth.ts';
import type { Judgement } from './judgement.ts';
import type { LiveHeap } from './live-heap.ts';
import { lookAgain } from './look-again.ts';
import type { Observation } from './observation.ts';

/** What a few collections show of a heap that leaks fast. Set by hand. */
const LEAST = {
  /** Collections between base and end of the run, each of which left more than the one before, or hardly less. */
  collections: 4,
  /**
   * Share of all that was gained, at most, by which a collection left less than the one before: G1 shows its old generation
   * after young collections too, which free a little of it now and then.
   */
  fell: 0.05,
  /** Squared correlation with time of what they left: a cache that fills bends before it is full. */
  straight: 0.95,
  /** Share of what was gained that falls into the second half of the time: of a straight line one half. */
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

/** Of so many samples none says that they are too few: it is the time that is too short for a trend. */
const MANY_SAMPLES = 12;

/** What is seen before a number of samples is a trend, of runs that all are too young for one. */
export function earlyIn(
  observation: Observation,
  { lifetimes }: PodMemory,
  { kind }: Growth,
  heapRead: LiveHeap,
): Judgement | undefined {
  return kind === 'too-little' || youngLives(lifetimes).size === lifetimes.length
    ? heapProvenEarly(observation, heapRead)
    : undefined;
}

/** What went up or down is said with its figures: the ledger of the same report has them too. */
export function tooEarly(observation: Observation, pod: PodMemory, { track, metric }: Measured): Judgement {
  const { live } = guideTo(observation.runtime).words;
  const count = track.times.length;
  const ledger = observation.runs?.pod === pod.pod ? explanationOf(observation)?.ledger : undefined;
  const [from, to] = [ledger?.base.parts['live-heap'], ledger?.end.parts['live-heap']];
  const moved =
    ledger === undefined || from === undefined || to === undefined
      ? `${capitalised(live)} was seen for too short a time`
      : `${capitalised(live)} went ${formatBytesPair(from, to)} in ${formatDuration(ledger.end.at.to - ledger.base.at.from)}, too short a time to show whether that goes on`;
  return {
    answer: 'unclear',
    confidence: 0.5,
    headline: `${count >= MANY_SAMPLES ? moved : `Too few samples of ${live}`}. ${lookAgain(observation, pod)}`,
    reasons: [`${count} samples of ${metric} in this window.`],
  };
}

/**
 * A live heap of which nearly each collection left more than the one before, in a straight line, and which is most of what
 * memory gained: that is seen before a number of samples is a trend. Undefined for what is not so.
 */
function heapProvenEarly(observation: Observation, { measured, collected }: LiveHeap): Judgement | undefined {
  const attribution = explanationOf(observation);
  if (attribution === undefined || attribution.earlier || collected !== 'sure') return undefined;
  const heap = attribution.causes.find(({ cause }) => cause === 'heap');
  if (heap === undefined || steadyShare(heap) < LEAST.share) return undefined;
  const left = leftBy(measured, attribution);
  if (left === undefined) return undefined;
  const { base, end } = attribution.ledger;
  const [from, to] = [left.values[0] ?? 0, left.values.at(-1) ?? 0];
  const { live } = guideTo(observation.runtime).words;
  return {
    answer: 'yes',
    confidence: SEEN_BRIEFLY,
    headline: `${capitalised(live)} grew ${formatBytesPair(from, to)} in ${formatDuration(end.at.to - base.at.from)}, in a straight line: ${partAlone(heap, attribution)}.`,
    reasons: [
      `${leftMore(left)} collections left more than the one before.`,
      `The run is too young to show that it goes on: a cache that is not yet full rises so too.`,
      `Read from ${measured.metric}.`,
    ],
    suggests: 'heap-leak',
    gained: to - from,
  };
}

/** `Each of 7`, or `12 of 13`. */
function leftMore({ values }: Track): string {
  const [count, more] = [values.length - 1, values.filter((value, i) => i > 0 && value > (values[i - 1] ?? 0)).length];
  return more === count ? `Each of ${count}` : `${more} of ${count}`;
}

/** What each collection left, where all lie on a line that rises. */
function leftBy(measured: Measured, { ledger: { run, base, end } }: Attribution): Track | undefined {
  const left = atCollections(sliceOf(measured.track, base.at.from, lastCollection(measured, run, end.at.to)));
  const { values } = left;
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const gained = last - first;
  if (values.length < LEAST.collections || gained < LEAST_GAINED || last < LEAST.multiplied * first) return undefined;
  const rises = values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0) - LEAST.fell * gained);
  return rises && goesOn(left) >= LEAST.late && straightness(left) >= LEAST.straight ? left : undefined;
}

/**
 * What of the gain falls into the second half of the time: by the parabola, or, as few collections bend one by their first, by
 * where the line between two of them stands at half of the time.
 */
function goesOn(left: Track): number {
  const { times, values } = left;
  const [first = 0, last = 0, began = 0, ended = 0] = [values[0], values.at(-1), times[0], times.at(-1)];
  const middle = (began + ended) / 2;
  const i = Math.max(
    0,
    times.findLastIndex((time) => time <= middle),
  );
  const [low = 0, high = low, before = 0, after = before] = [values[i], values[i + 1], times[i], times[i + 1]];
  const half = after > before ? low + ((high - low) * (middle - before)) / (after - before) : low;
  return Math.max(lateShare(left), (last - half) / Math.max(1, last - first));
}

function atCollections({ times, values }: Track): Track {
  return trackOf(
    [...times.keys()].flatMap((i) => (i > 0 && values[i] === values[i - 1] ? [] : [[times[i] ?? 0, values[i] ?? 0]])),
  );
}

/**
 * When the figure that collections leave last moved: where the next one is late, what lived since is no more than supposed
 * (`livedSince`), and what they left before is as straight as it was. Before the run where the figure is none of theirs.
 */
function lastCollection({ metric }: Measured, { tracks, from }: ContainerRun, to: Instant): Instant {
  const shown = tracks['live-heap'];
  if (shown === undefined || shown.metric !== metric || shown.reading === 'floor') return from - 1;
  const { times, values } = sliceOf(shown.track, from, to);
  return times[values.findLastIndex((value, i) => i > 0 && value !== values[i - 1])] ?? from - 1;
}
