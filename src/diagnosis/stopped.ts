import type { Instant } from '../foundation/clock.ts';
import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import { floorOf } from '../metrics/floor.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { meanRateOf } from '../metrics/mean-rate.ts';
import type { Track } from '../metrics/series.ts';
import { type Stop, stopOf } from '../metrics/stop.ts';
import { median, sliceOf } from '../metrics/track.ts';
import type { Growth } from './growth.ts';
import { livesSinceChange } from './same-program.ts';
import { stretchOf } from './stretch.ts';

/** What makes of a stop the end of a growth. Set by hand; `npm run score -- --worlds` shows what a change decides. */
const STOPPED = {
  /** Share of the requests during the rise, by their rate or in all. With fewer behind it what grows by requests only pauses. */
  traffic: 0.5,
  /** A span. A night without traffic is shorter. */
  overNight: 20 * HOUR,
  /** How likely the growth is still, where the traffic went on as before. */
  stillPossible: 0.1,
  /** The same where as many came, and more slowly: what few of them do may have grown it. */
  slowerTraffic: 0.3,
  /** The same where no counter shows the traffic, and memory stood through day and night. */
  withoutTraffic: 0.15,
  /** How sure a growth is at most that stands, where nothing shows whether the traffic went on. */
  maybePaused: 0.7,
  /** The same where a level moved: what takes so little of the time belongs to what came then. */
  moved: 0.3,
  /** Times what a rise took, for which it was level before it, and has been since, where a level moved. */
  levelBefore: 2,
  levelSince: 3,
  /** Share of the rise's time. What began to rise no later than this after its process began is its start. */
  start: 0.15,
  /** Times what a rise took to settle. A process that is older before it does not settle after its start. */
  longBefore: 2,
  /** Share of what was gained. */
  settled: 0.9,
} as const;

/**
 * A growth that stopped hours ago, and whose memory is still there, is none that goes on: a job that ended, a switch that
 * was turned off, a cache that is full. Where the traffic ended with it, it only pauses; where no counter shows that, it is
 * not sure. `requests` is the rate of the same pod.
 */
export function withStop(growth: Growth, track: Track, pod: PodMemory, requests: Track | undefined): Growth {
  const lives = livesSinceChange(pod.lifetimes);
  const last = lives.at(-1);
  if (last === undefined || growth.kind === 'too-little') return growth;
  if (growth.answer === 'no') return growth.kind === 'warm-up' ? afterStart(growth, track, last) : growth;
  // What climbed to a kill before may do so again.
  if (growth.growingLives > 1 || lives.some(({ end }) => end === 'oom-killed')) return growth;
  const stop = stopOf(sliceOf(track, last.from, last.to));
  if (stop === undefined) return growth;
  const traffic = requests && trafficBehind(requests, stop);
  if (traffic !== undefined && Math.max(traffic.rate, traffic.count) < STOPPED.traffic) return growth;
  const moved = traffic === undefined && hasMoved(stop, last);
  if (traffic === undefined && stop.stood < STOPPED.overNight && !moved) {
    const probability = Math.min(growth.probability, STOPPED.maybePaused);
    // From its start on caches fill as well: that is no more likely to be a leak.
    return isOfStart(stop, last)
      ? { ...growth, answer: 'unclear', probability: 0.5, onset: undefined, stands: stop }
      : { ...growth, probability, stands: stop };
  }
  return {
    ...growth,
    answer: 'no',
    kind: isOfStart(stop, last) ? 'warm-up' : 'stopped',
    probability: stillLikely(stop, traffic),
    stretch: stretchOf(track, last, 0),
    onset: undefined,
    stands: stop,
  };
}

function stillLikely({ stood }: Stop, traffic: TrafficBehind | undefined): number {
  if (traffic !== undefined) return traffic.rate < STOPPED.traffic ? STOPPED.slowerTraffic : STOPPED.stillPossible;
  return stood < STOPPED.overNight ? STOPPED.moved : STOPPED.withoutTraffic;
}

/**
 * Whether a level moved: it was level, rose in a short part of the time, and has been level for far longer since, as where
 * clients come from a node that died. What pauses by night rose all day.
 */
function hasMoved({ from, before, at, stood }: Stop, life: Lifetime): boolean {
  const rise = at - from;
  return !before && from - life.from >= STOPPED.levelBefore * rise && stood >= STOPPED.levelSince * rise;
}

/** What rose and levelled off long after its process began is no warm-up. */
function afterStart(growth: Growth, track: Track, life: Lifetime): Growth {
  const own = sliceOf(track, life.from, life.to);
  const stop = stopOf(own);
  if (stop !== undefined) return isOfStart(stop, life) ? growth : { ...growth, kind: 'stopped', stands: stop };
  const before = life.from - beganAt(life);
  return before > STOPPED.longBefore * settledIn(own) ? { ...growth, kind: 'flat' } : growth;
}

/** How long a track took to gain nearly all of what it gained. */
function settledIn(track: Track): Milliseconds {
  const { times, values } = floorOf(track);
  const few = Math.max(1, Math.floor(values.length / 10));
  const [start, end] = [median(values.subarray(0, few)), median(values.subarray(-few))];
  const at = values.findIndex((value) => value >= start + STOPPED.settled * (end - start));
  return (times[Math.max(0, at)] ?? 0) - (times[0] ?? 0);
}

/** Whether a rise began with its process; one that had begun before the track may have, where its rate is not too high for that. */
function isOfStart({ from, before, at, gained, level, perHour }: Stop, life: Lifetime): boolean {
  const age = from - beganAt(life);
  return age <= STOPPED.start * (at - from) || (before && (perHour * age) / HOUR <= level - gained);
}

/** When the process began, as far as that is known. */
function beganAt({ from, startedAt }: Lifetime): Instant {
  return Math.min(from, startedAt ?? from);
}

/** Requests behind a stop as a share of those during the rise. */
interface TrafficBehind {
  readonly rate: number;
  /** In all, over both times. */
  readonly count: number;
}

/** Undefined where requests were not counted both in the rise and behind it. */
function trafficBehind(requests: Track, { from, at, stood }: Stop): TrafficBehind | undefined {
  const rateOf = meanRateOf(requests);
  const rate = rateOf(at, stood) / rateOf(from, at - from);
  return Number.isFinite(rate) ? { rate, count: (rate * stood) / (at - from) } : undefined;
}
