import type { Instant } from '../foundation/clock.ts';
import { formatGrowth } from '../measurement/bytes.ts';
import { DAY, formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { sliceOf } from '../metrics/track.ts';
import { shortPodNames } from '../service/pod-name.ts';
import { type ClimbedBefore, climbedBefore, isQuiet } from './climbed-before.ts';
import type { Doubt } from './doubt.ts';
import { filledBefore } from './heap-stands-full.ts';
import type { Observation } from './observation.ts';

/** Windows that the menu of a question offers, in hours. */
const WINDOWS = [24, 48, 168] as const;

/** That the run climbed before the window in which it is level: it may be full, or only pause. */
export function pauseDoubt(observation: Observation, pod: PodMemory): readonly Doubt[] {
  const climb = climbedBefore(observation, pod);
  // A heap that is full is level because it cannot grow: that is no pause.
  if (climb === undefined || filledBefore(observation) !== undefined) return [];
  const name = shortPodNames(observation.pods.map((each) => each.pod)).get(pod.pod) ?? pod.pod;
  const because = climbSaid(observation, climb);
  return [
    {
      said: `the memory of ${name} may only pause: before this window it rose ${formatGrowth(climb.low, climb.level)} until ${formatInstant(climb.at)} UTC, and kept that`,
      because,
      gap: { missing: because, fix: `Look at all of it (--window ${windowOf(observation, climb)}).` },
      ofLevel: true,
    },
  ];
}

function climbSaid({ range, measured, before }: Observation, climb: ClimbedBefore): string {
  const { what, low, level, from, at } = climb;
  const metric = before?.requests === undefined ? undefined : measured.requests?.metric;
  const heap = what === 'memory' ? heapSaid(before?.liveHeap, climb) : '';
  const whose = what === 'memory' ? 'Memory of the same run' : 'The live heap of the same run';
  const why =
    metric === undefined
      ? `and has been level for ${formatDuration(range.to - at)}`
      : `and few requests have come since (${metric}): what requests leave behind cannot show`;
  return `${whose} rose ${formatGrowth(low, level)} from ${formatInstant(from)} to ${formatInstant(at)} UTC${heap}, ${why}.`;
}

/** A span. Collections lie no further apart, so that its lowest sample is what lives. */
const COLLECTED: Milliseconds = 2 * HOUR;

/** What lived in the heap at the beginning of the climb and before the window; nothing where that gained little of it. */
function heapSaid(heap: Track | undefined, { low, level, from }: ClimbedBefore): string {
  const last = heap?.times.at(-1);
  if (heap === undefined || last === undefined) return '';
  const lowestIn = (at: Instant) => Math.min(...sliceOf(heap, at, at + COLLECTED).values);
  const [start, end] = [lowestIn(from), lowestIn(last - COLLECTED)];
  return end - start >= PART * (level - low) ? ` (its live heap ${formatGrowth(start, end)})` : '';
}

/** Share of the climb. A live heap that gained less is not what climbed. */
const PART = 0.25;

/** The shortest window of the menu that holds the climb. */
function windowOf({ range }: Observation, { from }: ClimbedBefore): string {
  const hours = WINDOWS.find((each) => each * HOUR >= range.to - from) ?? 168;
  return hours * HOUR > 2 * DAY ? `${(hours * HOUR) / DAY}d` : `${hours}h`;
}

/** That no work came which could have shown a growth; nothing where it did, or the run was seen at work before. */
export function quietLine(observation: Observation, pod: PodMemory): readonly string[] {
  const metric = observation.measured.requests?.metric;
  if (metric === undefined || !isQuiet(observation, pod)) return [];
  return [`No requests came in this window (${metric}): memory that requests leave behind cannot show.`];
}
