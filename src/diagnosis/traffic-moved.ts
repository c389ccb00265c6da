import type { Instant } from '../foundation/clock.ts';
import { formatCount } from '../measurement/count.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { meanRateOf } from '../metrics/mean-rate.ts';
import { median, quantile, sliceOf, spanOf, typicalStep } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import { type ConnectionsCame, connectionsCame, socketsSaid } from './connections-came.ts';
import type { FindingKind } from './finding.ts';
import { AT_MOST } from './matter.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, type Observation } from './observation.ts';
import type { Verdict } from './verdict.ts';

/** When the traffic came to a pod that had hardly any: a switch of blue and green, a failover, a pod that was made ready. */
export interface TrafficMoved {
  readonly at: Instant;
  /** Requests per hour before and since. */
  readonly before: number;
  readonly since: number;
}

/** When memory is said to rise since the traffic came. Set by hand. */
const MOVED = {
  /** Slices of the run. */
  slices: 48,
  /** Slices before and since, at least. */
  fewest: 3,
  /** Share of the rate since. More before is no move. */
  before: 0.2,
  /** Share of the gain since. What had gained more before did not begin with the traffic. */
  gained: 0.2,
  /** A span. What has risen for longer under steady traffic is judged as any growth. */
  young: (2 * HOUR) satisfies Milliseconds,
} as const;

/** Of the run that goes on; undefined where the traffic did not come at once, or memory rose before, or it is long ago. */
export function trafficMoved(observation: Observation, pod: PodMemory): TrafficMoved | undefined {
  const requests = observation.measured.requests?.track;
  const life = pod.lifetimes.at(-1);
  if (requests === undefined || life?.end !== 'running' || pod !== chosenPod(observation)) return undefined;
  const own = sliceOf(requests, life.from, life.to);
  const width = Math.max(2 * typicalStep(own), spanOf(own) / MOVED.slices);
  const rateOf = meanRateOf(own);
  const count = Math.floor(spanOf(own) / width);
  const starts = Array.from({ length: count }, (_, i) => (own.times[0] ?? 0) + i * width);
  const rates = starts.map((start) => rateOf(start, width)).filter(Number.isFinite);
  const split = rates.findIndex(
    (_, i) =>
      i >= MOVED.fewest &&
      rates.length - i >= MOVED.fewest &&
      quantile(rates.slice(i), 0.1) > 0 &&
      quantile(rates.slice(0, i), 0.9) <= MOVED.before * quantile(rates.slice(i), 0.1),
  );
  const since = median(rates.slice(split));
  // Within the slice in which it came.
  const at = own.times.find((time, i) => time >= (starts[split - 1] ?? time + 1) && (own.values[i] ?? 0) >= since / 2);
  if (split < 0 || at === undefined || life.to - at > MOVED.young || !rosesSince(observation, pod, at))
    return undefined;
  return { at, before: median(rates.slice(0, split)), since };
}

/** Samples whose median is a level. */
const AT_END = 3;

function rosesSince(observation: Observation, pod: PodMemory, at: Instant): boolean {
  const { from = 0, to = 0 } = pod.lifetimes.at(-1) ?? {};
  const track = memoryOf(observation, pod);
  const [before, since] = [sliceOf(track, from, at - 1).values, sliceOf(track, at, to).values];
  if (before.length < 2 * AT_END || since.length < 2 * AT_END) return false;
  const level = median(before.subarray(-AT_END));
  const gained = median(since.subarray(-AT_END)) - level;
  return gained > 0 && Math.abs(level - median(before)) <= MOVED.gained * gained;
}

/** Of a span, the last part that shows what the sockets have come to. */
const AT_LAST = 6;

/** Connections that came to a pod that was level, in the time in which its memory rises. */
interface ConnectionsMoved extends ConnectionsCame {
  readonly at: Instant;
}

/** The same, where no counter shows the requests and the sockets of the container rise with its memory. */
function connectionsMoved(observation: Observation, pod: PodMemory): ConnectionsMoved | undefined {
  const life = pod.lifetimes.at(-1);
  const at = memoryGrowth(observation, pod).onset?.at;
  if (observation.measured.requests !== undefined || life?.end !== 'running' || at === undefined) return undefined;
  const span = life.to - at;
  if (span <= 0 || span > MOVED.young || at - life.from < span) return undefined;
  const track = memoryOf(observation, pod);
  const came = connectionsCame(observation, pod, track, { from: at, at: life.to - span / AT_LAST });
  return came === undefined || !rosesSince(observation, pod, at) ? undefined : { ...came, at };
}

/** Whether traffic, or connections, came to a pod so lately that what rises since may be what they need. */
export function isNewTraffic(observation: Observation, pod: PodMemory): boolean {
  return trafficMoved(observation, pod) !== undefined || connectionsMoved(observation, pod) !== undefined;
}

/** What fills under traffic that has just come as well as it leaks. */
const FILLS: ReadonlySet<FindingKind> = new Set([
  'heap-leak',
  'native-growth',
  'goroutine-leak',
  'thread-leak',
  'handle-leak',
]);

/** What rises since the traffic came to it may fill as it has to: nothing shows yet that it goes on. */
export function sinceTrafficMoved(verdict: Verdict, observation: Observation): Verdict {
  const pod = chosenPod(observation);
  const shown = verdict.comparison !== undefined || verdict.contradicted.length > 0;
  if (!FILLS.has(verdict.kind) || shown || pod === undefined || pod.kills.length > 0) return verdict;
  if (!isNewTraffic(observation, pod)) return verdict;
  return {
    ...verdict,
    kind: 'load-driven',
    confidence: Math.min(verdict.confidence, AT_MOST.againstData),
    cause: undefined,
    asLarge: undefined,
    also: [],
  };
}

/** `Requests went from 180 to 198,000 an hour at 29 Nov 14:00 UTC, and memory rises since: …` */
export function trafficMovedLine(observation: Observation, pod: PodMemory): readonly string[] {
  const moved = trafficMoved(observation, pod);
  const came = moved === undefined ? connectionsMoved(observation, pod) : undefined;
  if (came !== undefined)
    return [
      `${socketsSaid(came)} since ${formatInstant(came.at)} UTC, ${formatDuration(observation.range.to - came.at)} ago, and memory rises with them: connections that come, or that are not closed. Where they stand, memory has to as well.`,
    ];
  if (moved === undefined) return [];
  const [before, since] = [moved.before, moved.since].map((rate) => formatCount(Math.round(rate)));
  return [
    `Requests went from ${before} to ${since} per hour at ${formatInstant(moved.at)} UTC, ${formatDuration(observation.range.to - moved.at)} ago, and memory rises since: what fills under new traffic looks like a leak until it levels off.`,
  ];
}
