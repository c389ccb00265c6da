import { attributionOf } from '../attribution/attribution.ts';
import type { RunsOfPod } from '../attribution/container-run.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import type { Growth } from './growth.ts';
import { liveHeapOf } from './live-heap.ts';
import { chosenPod, type Observation } from './observation.ts';
import { withStop } from './stopped.ts';
import { stretchOf } from './stretch.ts';

/** Share of the growth, room of the collector not counted. What else grew with more than the rest may go on. Set by hand. */
const OWNS = 0.85;

/**
 * Memory whose growth lives in the heap grows no longer than that does: garbage above a floor that stands moves up and down
 * for hours, and a test for a trend takes the climb before it and that for one slope.
 */
export function withHeapStood(observation: Observation, pod: PodMemory, track: Track, growth: Growth): Growth {
  const last = pod.lifetimes.at(-1);
  if (growth.answer === 'no' || growth.narrow !== undefined || growth.stands !== undefined) return growth;
  if (last?.end !== 'running' || observation.runs === undefined || chosenPod(observation) !== pod) return growth;
  const heap = heapThatOwns(observation, observation.runs);
  if (heap === undefined) return growth;
  const stood = withStop(growth, heap, pod, observation.measured.requests?.track);
  // Levels and times are those of memory.
  return stood.stands === undefined ? growth : { ...stood, stretch: growth.stretch && stretchOf(track, last, 0) };
}

/** The same runs are asked about by every question. */
const KNOWN = new WeakMap<RunsOfPod, Track | 'none'>();

function heapThatOwns(observation: Observation, runs: RunsOfPod): Track | undefined {
  const known = KNOWN.get(runs) ?? seekHeap(observation, runs) ?? 'none';
  KNOWN.set(runs, known);
  return known === 'none' ? undefined : known;
}

/** What survives collections in the runs of a pod, where nearly all of what memory gained is in it. */
function seekHeap(observation: Observation, runs: RunsOfPod): Track | undefined {
  const read = liveHeapOf(observation);
  if (read === undefined || read.collected !== 'sure') return undefined;
  const { causes = [], earlier, whole = 0 } = attributionOf(runs) ?? {};
  const gained = causes.reduce((sum, { cause, bytes }) => sum + (cause === 'heap' ? bytes : 0), 0);
  return earlier === true || whole <= 0 || gained < OWNS * whole ? undefined : read.track;
}
