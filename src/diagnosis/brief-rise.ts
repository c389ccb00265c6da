import { type Attribution, attributionOf } from '../attribution/attribution.ts';
import type { RunLedger } from '../attribution/run-ledger.ts';
import { steadyShare } from '../attribution/shares.ts';
import { type Bytes, MiB } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { trendTest } from '../metrics/mann-kendall.ts';
import type { Track } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { sliceOf, spanOf } from '../metrics/track.ts';
import type { Growth } from './growth.ts';
import { mayFillAt } from './may-fill.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** What goes on rising within the first minutes of a process. Set by hand. */
const LEAST = {
  /** Share of the growth that the live heap owns, in the whole climb and in its last half. */
  share: 0.5,
  /** Share of where the live heap began. */
  multiplied: 0.5,
  /** Share of what was gained that falls into the second half: what fills at a start, and is full, has less. */
  late: 0.25,
  /** Share of what was gained that falls into the first half: a burst has all of it in its last moments. */
  early: 0.2,
  /** The same where the limit would be met before the run is twice as old. */
  lateSoon: 0.1,
  /** Kendall’s tau of memory in the second half. */
  steady: 0.8,
  /** Samples of the second half. Of fewer any order comes by chance. */
  samples: 5,
} as const;

/** A start loads and fills less than this. */
const LEAST_GAINED: Bytes = 16 * MiB;

/** A span. No run that was shorter has shown where it would have stood. */
const BRIEF: Milliseconds = 5 * MINUTE;

/**
 * Whether a live heap still rises and is most of what memory gained, in runs that are all too brief to have stood: memory
 * that a heap took as a whole, or the limit that it met, shows no level of theirs.
 */
export function heapRisesOn({ lifetimes }: PodMemory, attribution: Attribution | undefined): boolean {
  const { leader, ledger, earlier = false } = attribution ?? {};
  if (leader?.cause !== 'heap' || ledger === undefined || earlier || steadyShare(leader) < LEAST.share) return false;
  if (lifetimes.some(({ from, to }) => to - from >= BRIEF)) return false;
  const { base, middle, end } = ledger;
  const [from = 0, half = 0, to = 0] = [base, middle, end].map(({ parts }) => parts['live-heap'] ?? 0);
  const gained = to - from;
  if (gained < Math.max(LEAST_GAINED, LEAST.multiplied * from)) return false;
  return half - from >= LEAST.early * gained && to - half >= LEAST.late * gained;
}

/** Whether memory gained next to nothing before the last half of a run: what then jumps to its kill is a burst. */
export function gainedAllLate({ base, middle, end }: RunLedger): boolean {
  return middle.total - base.total < LEAST.early * (end.total - base.total);
}

/**
 * Memory of a run of minutes that nothing has killed yet: while it rises on, or its live heap does, no level of it has been
 * seen, however near it is to its limit.
 */
export function withBriefRise(observation: Observation, pod: PodMemory, track: Track, growth: Growth): Growth {
  const last = pod.lifetimes.at(-1);
  if (growth.answer !== 'no' || growth.withLoad === true || growth.kind === 'falling' || last === undefined)
    return growth;
  if (pod.kills.length > 0 || pod.lifetimes.some(({ from, to }) => to - from >= BRIEF)) return growth;
  const own = sliceOf(track, last.from, last.to);
  const late = sliceOf(own, last.to - spanOf(own) / 2, last.to);
  const ofPod = chosenPod(observation) === pod && observation.runs?.pod === pod.pod ? observation.runs : undefined;
  const narrow = mayFillAt(own, slopePerHour(late), limitOf(observation, pod));
  const soon = narrow?.fullIn !== undefined && narrow.fullIn <= spanOf(own);
  if (
    !risesOn(own, late, soon ? LEAST.lateSoon : LEAST.late) &&
    (ofPod === undefined || !heapRisesOn(pod, attributionOf(ofPod)))
  )
    return growth;
  return {
    ...growth,
    answer: 'unclear',
    probability: 0.5,
    kind: narrow === undefined ? 'too-little' : 'growing',
    narrow: narrow && { ...narrow, afterStart: true },
  };
}

function risesOn(own: Track, late: Track, share: number): boolean {
  const [first = 0] = own.values;
  const [half = 0, end = 0] = [late.values[0], late.values.at(-1)];
  if (late.values.length < LEAST.samples || end - first < LEAST_GAINED) return false;
  return end - half >= share * (end - first) && trendTest(late).tau >= LEAST.steady;
}
