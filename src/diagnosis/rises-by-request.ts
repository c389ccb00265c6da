import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import { floorOf } from '../metrics/floor.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { trendTest } from '../metrics/mann-kendall.ts';
import { meanRateOf } from '../metrics/mean-rate.ts';
import type { Track } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { median, sliceOf, spanOf } from '../metrics/track.ts';
import type { Growth } from './growth.ts';
import { RISES } from './may-fill.ts';
import { chosenPod, type Observation } from './observation.ts';

/** When a rise that slows down slows down with its traffic alone. Set by hand. */
const BY_REQUEST = {
  /** Shares of the time: where the start is over, and where the last part begins. */
  start: 0.1,
  late: 2 / 3,
  /** Share of the time about a moment, whose level is that of the moment. */
  about: 0.05,
  /** Share of the rate before. With more requests in the last part they are not what slowed down. */
  fewer: 0.7,
  /** What each request adds in the last part, as a share of what it added before: no less, and so much less that it is open. */
  same: 0.7,
  open: 0.5,
  /** Share of the level before. Memory wanders by less. */
  gained: 0.03,
  /** A span. Of a younger run the start is most of what is seen. */
  least: (6 * HOUR) satisfies Milliseconds,
  /** How sure such a growth is: what comes to its end may do so in the same hours. */
  sure: 0.79,
} as const;

/**
 * What slows down in the hours in which its requests get fewer, and rises by as much with each of them as before, goes on: by
 * night it only rests. Of the last run of the chosen pod, where a model of its memory sees a fill that ends.
 */
export function withRiseByRequest(observation: Observation, pod: PodMemory, track: Track, growth: Growth): Growth {
  if (growth.answer !== 'no' || growth.kind !== 'warm-up' || growth.lives !== 1 || growth.stands !== undefined)
    return growth;
  const rise = riseByRequest(observation, pod, track);
  if (rise === undefined) return growth;
  const { each, perHour } = rise;
  if (each < BY_REQUEST.same) return { ...growth, answer: 'unclear', kind: 'growing', probability: 0.5, perHour };
  return {
    ...growth,
    answer: 'yes',
    kind: 'growing',
    probability: BY_REQUEST.sure,
    growingLives: 1,
    perHour,
    rates: [perHour],
  };
}

interface RiseByRequest {
  /** What each request added in the last part, as a share of what it added before. */
  readonly each: number;
  /** Bytes per hour in the last part. */
  readonly perHour: number;
}

function riseByRequest(observation: Observation, pod: PodMemory, track: Track): RiseByRequest | undefined {
  const requests = observation.measured.requests?.track;
  const last = pod.lifetimes.at(-1);
  if (requests === undefined || last?.end !== 'running' || chosenPod(observation) !== pod) return undefined;
  const own = sliceOf(track, last.from, last.to);
  const span = spanOf(own);
  if (span < BY_REQUEST.least) return undefined;
  const from = own.times[0] ?? last.from;
  const [begins, turns, ends] = [BY_REQUEST.start, BY_REQUEST.late, 1].map((share) => from + share * span) as [
    number,
    number,
    number,
  ];
  const rateOf = meanRateOf(requests);
  const [before, since] = [rateOf(begins, turns - begins), rateOf(turns, ends - turns)];
  if (!(since > 0) || since > BY_REQUEST.fewer * before) return undefined;
  const floor = floorOf(own);
  const about = BY_REQUEST.about * span;
  const levelAt = (time: number) => median(sliceOf(floor, time - about, time + about).values);
  const [low, middle, high] = [levelAt(begins), levelAt(turns), levelAt(ends)];
  const late = sliceOf(floor, turns, ends);
  if (!(high - middle >= BY_REQUEST.gained * middle) || trendTest(late).tau < RISES.steady) return undefined;
  const each = (high - middle) / (since * (ends - turns)) / ((middle - low) / (before * (turns - begins)));
  return middle > low && each >= BY_REQUEST.open ? { each, perHour: slopePerHour(late) } : undefined;
}
