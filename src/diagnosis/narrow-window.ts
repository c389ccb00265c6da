import type { Bytes } from '../measurement/bytes.ts';
import { HOUR } from '../measurement/duration.ts';
import { lengthOf } from '../measurement/time.ts';
import { floorOf } from '../metrics/floor.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { trendTest } from '../metrics/mann-kendall.ts';
import type { Track } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { median, sliceOf } from '../metrics/track.ts';
import type { Growth } from './growth.ts';
import { type MayFill, mayFillAt, RISES } from './may-fill.ts';
import { limitOf, type Observation } from './observation.ts';

/** What a window that someone narrowed cannot show. Set by hand. */
const NARROW = {
  /** A span. In a longer window a leak that fills its limit within a day and a half gains more than memory wanders by. */
  window: 4 * HOUR,
  /** Share of the window. A process that is older by less has hardly more to show in a longer one. */
  older: 0.5,
  /** Times the usual run of a pod that nothing ran before its first: its back-off is shorter. */
  runs: 3,
  /** How sure a growth is at most of which the window does not show the beginning: what came before may say otherwise. */
  sure: 0.79,
} as const;

/** Whether a window shows a small part of what its metrics hold of a process that runs. */
export function isNarrow({ range, goesBack }: Pick<Observation, 'range' | 'goesBack'>, pod: PodMemory): boolean {
  const last = pod.lifetimes.at(-1);
  if (goesBack !== true || lengthOf(range) >= NARROW.window || last?.end !== 'running') return false;
  return last.startSeen !== true && last.from - (last.startedAt ?? 0) > NARROW.older * lengthOf(range);
}

/**
 * A leak that fills its limit within a day gains in an hour no more than memory wanders by. Where it rises so fast and
 * steadily, a narrow window leaves the matter open; where something grows in it, what came before may say otherwise.
 */
export function seenNarrowly(observation: Observation, pod: PodMemory, track: Track, growth: Growth): Growth {
  const { range, goesBack } = observation;
  if (
    growth.answer === 'yes' &&
    goesBack === true &&
    lengthOf(range) < NARROW.window &&
    !beginsWithin(observation, pod)
  )
    return { ...growth, probability: Math.min(growth.probability, NARROW.sure) };
  if (growth.answer !== 'no' || !isNarrow(observation, pod)) return growth;
  const last = pod.lifetimes.at(-1);
  const rise = mayFill(sliceOf(track, last?.from ?? 0, last?.to ?? 0), limitOf(observation, pod));
  return rise === undefined
    ? growth
    : { ...growth, answer: 'unclear', probability: 0.5, kind: 'growing', narrow: rise };
}

/** Whether a window shows the first run of a pod: one that begins as it does may be one of many alike. */
function beginsWithin({ range }: Observation, { lifetimes, firstRunSeen }: PodMemory): boolean {
  const [first] = lifetimes;
  if (first === undefined || (first.startSeen !== true && (first.startedAt ?? 0) < first.from)) return false;
  if (firstRunSeen === true) return true;
  const ended = lifetimes.flatMap(({ from, to, end }) => (end === 'running' ? [] : [to - from]));
  return ended.length === 0 || first.from - range.from > NARROW.runs * median(ended);
}

function mayFill(own: Track, limit: Bytes | undefined): MayFill | undefined {
  const floor = floorOf(own);
  return trendTest(floor).tau < RISES.steady ? undefined : mayFillAt(own, slopePerHour(floor), limit);
}
