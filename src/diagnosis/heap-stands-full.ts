import { liveBound } from '../attribution/full-heap.ts';
import { liveHeapOf } from '../attribution/live-heap.ts';
import { type Bytes, formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { capitalised } from '../measurement/sentence.ts';
import { formatShare } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { isPresent } from '../metrics/standing.ts';
import { median } from '../metrics/track.ts';
import { guideTo } from '../runtime/runtimes.ts';
import type { CaseFile } from './case-file.ts';
import { memoryOf } from './charged-memory.ts';
import { comparisonFor } from './comparison-of.ts';
import type { Judgement } from './judgement.ts';
import { STANDS_FULL } from './live-heaps.ts';
import { lookAgain } from './look-again.ts';
import { AT_MOST } from './matter.ts';
import { chosenPod, type Observation } from './observation.ts';
import type { Verdict } from './verdict.ts';

/** A live heap that takes nearly all that it may have: it is level because it cannot grow. */
interface HeapStandsFull {
  readonly live: Bytes;
  readonly max: Bytes;
  /** What other pods of the service keep, where all of them keep far less at a like age. */
  readonly others?: { readonly pods: number; readonly low: Bytes; readonly high: Bytes } | undefined;
  /** What the pod took before the window, where that was far less. */
  readonly before?: Bytes | undefined;
}

/** Samples that an end is the median of. */
const LAST = 3;
/** Share of what the full heap keeps. Healthy pods of one program and load keep alike. Set by hand. */
const FAR_LESS = 0.5;
/** Share of the age of the full one. A younger pod may yet fill as far. */
const AS_OLD = 0.5;
/** Share of what the pod takes now. What it took before the window holds all but the live heap as well. Set by hand. */
const LOWER_BEFORE = 0.8;

/** Of the chosen pod, as it runs. */
function heapStandsFull(observation: Observation): HeapStandsFull | undefined {
  const pod = chosenPod(observation);
  const run = observation.runs?.pod === pod?.pod ? observation.runs?.runs.at(-1) : undefined;
  const max = run && liveBound(run);
  const kept = run && liveHeapOf(run);
  if (pod === undefined || run?.end !== 'running' || max === undefined || kept === undefined) return undefined;
  if (kept.source === 'maybe-garbage' || kept.track.times.length === 0) return undefined;
  const live = median(kept.track.values.subarray(-LAST));
  if (live < STANDS_FULL * max) return undefined;
  return { live, max, others: othersBelow(observation, pod, live), before: lowerBefore(observation, pod) };
}

function othersBelow(observation: Observation, pod: PodMemory, live: Bytes): HeapStandsFull['others'] {
  const age = ageOf(pod);
  const levels = observation.pods.flatMap((other) => {
    const heap = observation.heaps?.get(other.pod);
    if (other === pod || heap === undefined || !isPresent(other) || ageOf(other) < AS_OLD * age) return [];
    return [median(heap.measured.track.values.subarray(-LAST))];
  });
  if (levels.length === 0 || levels.some((level) => level > FAR_LESS * live)) return undefined;
  return { pods: levels.length, low: Math.min(...levels), high: Math.max(...levels) };
}

function ageOf({ lifetimes }: PodMemory): number {
  const last = lifetimes.at(-1);
  return last === undefined ? 0 : last.to - (last.startedAt ?? last.from);
}

function lowerBefore(observation: Observation, pod: PodMemory): Bytes | undefined {
  const from = pod.lifetimes.at(-1)?.startedAt;
  const track = observation.earlier?.find((each) => each.pod === pod.pod)?.track;
  // Runs before this one say nothing of it.
  const own = track && [...track.times.keys()].filter((i) => from !== undefined && (track.times[i] ?? 0) > from);
  const level = own === undefined || own.length === 0 ? undefined : median(own.map((i) => track?.values[i] ?? 0));
  const now = memoryOf(observation, pod).values.at(-1) ?? 0;
  return level !== undefined && level <= LOWER_BEFORE * now ? level : undefined;
}

/** The largest size of the chosen pod's heap, where what lives filled it before what is seen. */
export function filledBefore(observation: Observation): Bytes | undefined {
  const full = heapStandsFull(observation);
  return full?.others === undefined && full?.before === undefined ? undefined : full.max;
}

/** "Does the live heap grow?", of one that is level because it takes nearly all that it may have; undefined where it does not. */
export function judgeStandsFull(observation: Observation): Judgement | undefined {
  const full = heapStandsFull(observation);
  const pod = chosenPod(observation);
  if (full === undefined || pod === undefined) return undefined;
  const { live, max, others, before } = full;
  const { words, collector } = guideTo(observation.runtime);
  const grew = others !== undefined || before !== undefined;
  const share = formatShare(Math.min(1, live / max));
  const level = `${capitalised(words.live)} takes ${formatBytes(live)}, ${share} of the ${formatBytes(max)} that it may have`;
  const of = others === undefined ? '' : ` ${othersSaid(others)}.`;
  const ends =
    collector.outOfMemory === undefined
      ? 'Once it is full the collector runs without end.'
      : `Once it is full ${collector.outOfMemory.by} ends the process, or its collector runs without end.`;
  return {
    answer: grew ? 'yes' : 'unclear',
    confidence: grew ? AT_MOST.leftOpen : AT_MOST.unexplained,
    headline: grew
      ? `${level}: it is level because it is full.${of}`
      : `${level}: it may be level because it is full. ${lookAgain(observation, pod)}`,
    reasons: [
      ends,
      ...(before === undefined ? [] : [`Before this window the pod usually took ${formatBytes(before)}.`]),
    ],
    ...(grew ? { suggests: 'heap-leak' as const } : {}),
  };
}

function othersSaid({ pods, low, high }: NonNullable<HeapStandsFull['others']>): string {
  const range = formatBytes(low) === formatBytes(high) ? formatBytes(low) : formatBytesPair(low, high, '–');
  return pods === 1 ? `The other pod keeps ${range}` : `The ${pods} other pods keep ${range}`;
}

/** A heap that filled before what is seen, and stands since, leaked as one that climbs. */
export function standsFullVerdict(
  { observation, steps, comparisons }: Pick<CaseFile, 'observation' | 'steps' | 'comparisons'>,
  contradicted: Verdict['contradicted'],
): Verdict | undefined {
  const own = steps.find(({ step }) => step === 'live-heap-growing');
  if (own?.answer !== 'yes' || own.judgement.answer !== 'yes' || own.judgement.gained !== undefined) return undefined;
  if (heapStandsFull(observation) === undefined) return undefined;
  return {
    kind: 'heap-leak',
    confidence: Math.min(own.judgement.confidence, contradicted.length > 0 ? AT_MOST.againstData : AT_MOST.leftOpen),
    comparison: comparisonFor('heap-leak', comparisons),
    also: [],
    contradicted,
  };
}
