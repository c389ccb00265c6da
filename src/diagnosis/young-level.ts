import { attributionOf } from '../attribution/attribution.ts';
import { type Bytes, MiB } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { meanRateOf } from '../metrics/mean-rate.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { ageOfFirstRun } from './age-of-first-run.ts';
import type { Growth, GrowthKind } from './growth.ts';
import { chosenPod, type Observation } from './observation.ts';

/** A span. Until then code is loaded and compiled, caches, sessions and pools fill, and a heap takes its room. Set by hand. */
export const STARTS_UP: Milliseconds = 3 * MINUTE;

/** What is still under way beside memory that seems to stand. Set by hand. */
const MOVES = {
  /** Share of what lived in the heap half-way, by which it rose since. */
  heap: 0.1,
  /** Bytes. Any service moves by less. */
  least: MiB,
  /** Requests, as a multiple of those in as much time before. */
  requests: 1.1,
} as const;

/** Kinds of a level that a bend of memory alone makes. */
const BY_SHAPE: ReadonlySet<GrowthKind> = new Set(['warm-up', 'flat', 'step']);

/** Whether the first run that was seen of a runtime that is collected seldom is still in the minutes of its start. */
export function isStartingUp(observation: Observation): boolean {
  const age = ageOfFirstRun(observation);
  return guideTo(observation.runtime).collector.collectsLate && age !== undefined && age < STARTS_UP;
}

/**
 * In the first minutes of the first run that was seen the end of a start bends memory, whatever begins beneath it: where the
 * live heap or the traffic still moves, that is no level yet.
 */
export function unlessStartEnds(observation: Observation, pod: PodMemory, growth: Growth): Growth {
  if (growth.answer !== 'no' || !BY_SHAPE.has(growth.kind) || chosenPod(observation) !== pod) return growth;
  if (!isStartingUp(observation)) return growth;
  return heapMoves(observation, pod) || trafficMoves(observation, pod)
    ? { ...growth, answer: 'unclear', probability: 0.5, kind: 'too-little', onset: undefined }
    : growth;
}

function heapMoves({ runs }: Observation, pod: PodMemory): boolean {
  const ledger = runs?.pod === pod.pod ? attributionOf(runs)?.ledger : undefined;
  const [half, end] = [ledger?.middle, ledger?.end].map((moment) => moment?.parts['live-heap']);
  return half !== undefined && end !== undefined && end - half >= most(half);
}

function most(half: Bytes): Bytes {
  return Math.max(MOVES.least, MOVES.heap * half);
}

/** Whether the last third of a run had more requests than the third before it. */
function trafficMoves({ measured }: Observation, { lifetimes }: PodMemory): boolean {
  const run = lifetimes.at(-1);
  return measured.requests !== undefined && run !== undefined && rises(meanRateOf(measured.requests.track), run);
}

function rises(rateOf: ReturnType<typeof meanRateOf>, { from, to }: TimeRange): boolean {
  const third = (to - from) / 3;
  return rateOf(to - third, third) >= MOVES.requests * rateOf(to - 2 * third, third);
}
