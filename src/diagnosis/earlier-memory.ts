import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { highest, median, quantile, sliceOf, spanOf, typicalStep } from '../metrics/track.ts';
import type { EarlierMemory, Returned } from './before-window.ts';
import { chargedOf, memoryOf } from './charged-memory.ts';
import { movesWithLoad } from './load.ts';
import { chosenPod, type Observation } from './observation.ts';
import { ageOf } from './run-pace.ts';
import { roseInSameHours } from './same-hours.ts';

/** The part of the climb by which an earlier height may lie below the present one. */
const AS_HIGH = 0.1;
/** The part of the climb that was given back afterwards. */
const GIVEN_BACK = 0.7;
/** The quiet tenth of a window: a single low sample is no level. */
const NIGHT = 0.1;
/** Samples that show where the window begins. */
const FIRST = 3;
/** The part of the climb by which they lie above its night where memory fell at the start. */
const FELL = 0.2;
/** The part of the time in the window for which it was as high before, at least: a climb of hours is no peak of minutes. */
const STOOD = 1 / 12;

/**
 * Whether the run that climbs in the window was as high before, and fell: then the window may hold only the rising part of
 * what comes back. A height that an earlier run left shows nothing: a restart ended it.
 */
export function returnedBefore(observation: Observation, memory: PodMemory): Returned | undefined {
  const { earlier = [] } = observation;
  const life = memory.lifetimes.at(-1);
  const before = earlier.find(({ pod }) => pod === memory.pod)?.track;
  if (life?.end !== 'running' || life.startedAt === undefined || before === undefined) return undefined;
  const { times, values } = sliceOf(before, life.startedAt, life.from);
  const own = sliceOf(chargedOf(memory), life.from, life.to);
  const top = highest(own.values);
  const climb = top - Math.min(...own.values);
  const last = values.findLastIndex((value) => value >= top - AS_HIGH * climb);
  if (last < 0) return undefined;
  const low = Math.min(...values.subarray(last), fellTo(own, climb));
  if (low > top - GIVEN_BACK * climb) return undefined;
  const stood = values.filter((value) => value >= top - AS_HIGH * climb).length * typicalStep(before);
  if (stood < STOOD * spanOf(own)) return undefined;
  const shownBy = showsReturn(observation, memory, { own, before: { times, values } });
  return { peak: values[last] ?? top, at: times[last] ?? life.from, low, shownBy };
}

function showsReturn(
  observation: Observation,
  memory: PodMemory,
  { own, before }: { readonly own: Track; readonly before: Track },
): Returned['shownBy'] {
  if (chosenPod(observation) === memory && movesWithLoad(observation, memoryOf(observation, memory))) return 'requests';
  return roseInSameHours(own, before) ? 'same-hours' : undefined;
}

/** What fell at night may still have been falling where the window begins; infinite where it did not. */
function fellTo({ values }: Track, climb: Bytes): Bytes {
  const low = quantile(values, NIGHT);
  return median(values.subarray(0, FIRST)) >= low + FELL * climb ? low : Number.POSITIVE_INFINITY;
}

/** Half of the time that shows, at least, whether a pod stood level. */
const LEVEL_FOR: Milliseconds = 3 * HOUR;
/** How far the middle of the last third of that half lies from that of the first, as a share of it, where it is level. */
const STILL = 0.04;
/** Which pods show a level. Set by hand, as for runs inside the window. */
const SHOWN = {
  /** Pods. The latest count: a fault of long ago says nothing. */
  latest: 6,
  /** Pods. One alone may have stood there by chance. */
  fewest: 2,
  /** Share of them that must have stood level. */
  mostly: 2 / 3,
} as const;

/** What other pods stood level at before the window; undefined where they did not, or too few were there for long enough. */
export function earlierLevel(
  earlier: readonly EarlierMemory[],
  { pod }: PodMemory,
  young: Lifetime,
): { readonly runs: number; readonly peak: Bytes } | undefined {
  const least = Math.max(LEVEL_FOR, ageOf(young));
  const latest = earlier
    .filter((each) => each.pod !== pod && spanOf(each.track) >= 2 * least)
    .toSorted((a, b) => endOf(b) - endOf(a))
    .slice(0, SHOWN.latest);
  const levels = latest.flatMap((each) => standsAt(laterHalf(each.track)) ?? []);
  if (levels.length < Math.max(SHOWN.fewest, SHOWN.mostly * latest.length)) return undefined;
  return { runs: levels.length, peak: median(levels) };
}

function endOf({ track }: EarlierMemory): Instant {
  return track.times.at(-1) ?? 0;
}

/** What climbs for days is level for hours. */
function laterHalf(track: Track): Track {
  const end = track.times.at(-1) ?? 0;
  return sliceOf(track, end - spanOf(track) / 2, end);
}

function standsAt({ values }: Track): Bytes | undefined {
  const third = Math.floor(values.length / 3);
  if (third === 0) return undefined;
  const [first, last] = [median(values.subarray(0, third)), median(values.subarray(-third))];
  return Math.abs(last - first) <= STILL * first ? last : undefined;
}
