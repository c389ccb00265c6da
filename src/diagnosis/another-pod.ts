import { formatByteRate } from '../measurement/bytes.ts';
import { HOUR } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import { isPresent } from '../metrics/standing.ts';
import { shortPodNames } from '../service/pod-name.ts';
import { KILL_SOON } from './draws-attention.ts';
import type { FindingKind } from './finding.ts';
import { forecastOf } from './forecast.ts';
import { forecastTime } from './forecast-time.ts';
import { type HeapOfInterest, heapOfInterest, heapSaid, movesAlike } from './live-heaps.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, type Observation } from './observation.ts';
import { rateNow } from './rate-now.ts';
import type { Verdict } from './verdict.ts';

interface Climbing {
  readonly memory: PodMemory;
  readonly perHour: number;
  readonly nextKill: NextKill;
}

/** Findings about a pod that does not grow: they say nothing about one that does. */
const OF_LEVEL: ReadonlySet<FindingKind> = new Set([
  'no-growth',
  'warm-up',
  'burst',
  'limit-too-small',
  'load-driven',
  'restarts-not-memory',
  'page-cache',
]);

/** How sure a finding about a level pod is at most while another pod of the service climbs to its kill. */
const ANOTHER_CLIMBS = 0.79;

/** Other pods that run and climb to a kill within days, where the one that is looked at does not grow; soonest first. */
function othersClimbing(observation: Observation): readonly Climbing[] {
  const pod = chosenPod(observation);
  if (pod === undefined || memoryGrowth(observation, pod).answer !== 'no') return [];
  const others = observation.pods.filter((each) => each !== pod && isPresent(each));
  return others
    .flatMap((memory): readonly Climbing[] => {
      const nextKill = forecastOf(observation, memory.pod);
      if (nextKill === undefined || nextKill.at - observation.range.to > KILL_SOON) return [];
      const { perHour } = rateNow(observation, memory, memoryGrowth(observation, memory));
      return [{ memory, perHour, nextKill }];
    })
    .sort((a, b) => a.nextKill.at - b.nextKill.at);
}

/** Another pod whose live heap climbs or is full under level memory. */
function anotherHeap(
  observation: Observation,
): { readonly memory: PodMemory; readonly heap: HeapOfInterest } | undefined {
  const pod = chosenPod(observation);
  return observation.pods
    .flatMap((memory) => {
      const heap = memory === pod ? undefined : heapOfInterest(observation, memory);
      return heap === undefined ? [] : [{ memory, heap }];
    })
    .sort((a, b) => b.heap.to / b.heap.from - a.heap.to / a.heap.from)[0];
}

/** A finding about one pod that is level does not speak for one that climbs, or whose live heap does. */
export function besideClimbing(verdict: Verdict, observation: Observation): Verdict {
  if (!OF_LEVEL.has(verdict.kind)) return verdict;
  if (othersClimbing(observation).length === 0 && anotherHeap(observation) === undefined) return verdict;
  return { ...verdict, confidence: Math.min(verdict.confidence, ANOTHER_CLIMBS) };
}

/** What another pod of the service does that this finding is not about. */
export function anotherPodLines(kind: FindingKind, observation: Observation): readonly string[] {
  const names = shortPodNames(observation.pods.map(({ pod }) => pod));
  const nameOf = ({ pod }: PodMemory) => names.get(pod) ?? pod;
  if (OF_LEVEL.has(kind)) {
    const [first] = othersClimbing(observation);
    const heap = first === undefined ? anotherHeap(observation) : undefined;
    const own = chosenPod(observation);
    // What climbs as that of the pod in hand does is no other matter.
    if (heap?.heap.kind === 'climbs' && own !== undefined && movesAlike(observation, own, heap.memory)) return [];
    if (heap !== undefined)
      return [`${heapSaid(heap.heap, nameOf(heap.memory))}: that is another matter, look at that pod first.`];
    return first === undefined
      ? []
      : [
          `${nameOf(first.memory)} climbs meanwhile, by ${formatByteRate(first.perHour, HOUR)}, to a kill ${forecastTime(first.nextKill, observation.range.to)}: that is another matter, look at it first.`,
        ];
  }
  const pod = chosenPod(observation);
  if (pod === undefined || pod.kills.length > 0) return [];
  const others = observation.pods.filter((each) => each !== pod && isPresent(each) && each.kills.length === 1);
  const level = others.filter((each) => memoryGrowth(observation, each).answer === 'no');
  return level.map(
    (each) =>
      `${nameOf(each)} was killed once, at ${formatInstant(each.kills[0] ?? 0)} UTC, and does not grow: that is another matter.`,
  );
}
