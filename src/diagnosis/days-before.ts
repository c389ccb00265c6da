import { DAY, HOUR } from '../measurement/duration.ts';
import { type Day, dayOf, gainsOf, type SeenRun } from '../metrics/last-day.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { concat, sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import type { Growth } from './growth.ts';
import type { Observation } from './observation.ts';
import { livesSinceChange } from './same-program.ts';

/** How the last days went, where memory grew all through the last one and was seen; undefined where the growth began within it. */
export function dayBefore(observation: Observation, pod: PodMemory, growth: Growth): Day | undefined {
  const now = observation.range.to;
  const from = Math.max(growth.onset?.at ?? 0, observation.range.from, pod.rss.times[0] ?? 0);
  const own = runsSeen(observation, pod);
  if (own === undefined || (growth.onset !== undefined && growth.onset.at > now - DAY + HOUR)) return undefined;
  return dayOf({ from: Math.min(from, now - DAY), now }, own, () => gainsBeside(observation, pod));
}

/** Pods. More of them show no more of how the hours of a day go. */
const SIBLINGS = 8;

/** What other pods gained in each hour of the last day. */
function gainsBeside(observation: Observation, pod: PodMemory): readonly Float64Array[] {
  const known = GAINS.get(observation) ?? new Map<string, Float64Array>();
  GAINS.set(observation, known);
  const others = observation.pods.filter((other) => other !== pod).slice(0, SIBLINGS);
  return others.map((other) => {
    const gains = known.get(other.pod) ?? gainsOf(observation.range.to, runsSeen(observation, other) ?? []);
    known.set(other.pod, gains);
    return gains;
  });
}

/** Each of many pods asks for those of the same ones. */
const GAINS = new WeakMap<Observation, Map<string, Float64Array>>();

/** What was seen of the runs of one pod; undefined where its program or its limit changed within the window. */
export function runsSeen(observation: Observation, pod: PodMemory): readonly SeenRun[] | undefined {
  const { lifetimes } = pod;
  if (livesSinceChange(lifetimes).length < lifetimes.length) return undefined;
  const track = memoryOf(observation, pod);
  const before = observation.earlier?.find((each) => each.pod === pod.pod)?.track;
  return lifetimes.map((life, i) => {
    const own = sliceOf(track, life.from, life.to);
    const joined = i === 0 && before !== undefined && life.startSeen !== true ? concat(before, own) : own;
    return { track: joined, started: life.startSeen === true };
  });
}
