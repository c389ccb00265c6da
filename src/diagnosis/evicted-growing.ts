import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatDuration, HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import { highest, median, sliceOf } from '../metrics/track.ts';
import { chargedOf } from './charged-memory.ts';
import { memoryGrowth } from './memory-growth.ts';
import type { Observation } from './observation.ts';

/** Pods that grew until the kubelet evicted them: their node had no memory left, and no limit of their own stopped them before. */
export interface EvictedGrowing {
  readonly pods: number;
  readonly since: Instant;
  /** What they typically took at their end. */
  readonly level: Bytes;
}

/** A span. What a pod took at its end is the highest of so much of it: the samples of one that ends fall. */
const AT_END: Milliseconds = 10 * MINUTE;

/** Undefined where no pod of the service was evicted, or those that were did not grow. */
export function evictedGrowing(observation: Observation): EvictedGrowing | undefined {
  const evicted = observation.pods.flatMap((pod) => {
    if (pod.evictedAt === undefined || memoryGrowth(observation, pod).answer !== 'yes') return [];
    const track = chargedOf(pod);
    const last = track.times.at(-1) ?? 0;
    return [{ at: pod.evictedAt, level: highest(sliceOf(track, last - AT_END, last).values) }];
  });
  if (evicted.length === 0) return undefined;
  return {
    pods: evicted.length,
    since: Math.min(...evicted.map(({ at }) => at)),
    level: median(evicted.map(({ level }) => level)),
  };
}

export function evictedLine({ pods, since, level }: EvictedGrowing): string {
  const many = pods > 1;
  return `${countOf(pods, 'pod')} of this service ${many ? 'were' : 'was'} evicted since ${formatInstant(since)} UTC, after ${many ? 'they' : 'it'} had grown to ${formatBytes(level)}: the kubelet evicts where its node runs short of memory.`;
}

/** What is left until a pod takes what those took; undefined where it does not grow, or takes that already. */
export function timeLeft(
  { level }: EvictedGrowing,
  now: { readonly level: Bytes | undefined; readonly perHour?: number | undefined },
): Milliseconds | undefined {
  if (now.level === undefined || now.perHour === undefined || now.perHour <= 0 || now.level >= level) return undefined;
  return ((level - now.level) / now.perHour) * HOUR;
}

/** `set a memory limit below 11.2 GiB for api-1: …` */
export function limitBelow(pod: string, { pods, level }: EvictedGrowing, left: Milliseconds | undefined): string {
  const when =
    left === undefined ? '' : `, which this one reaches in about ${formatDuration(left)} at its present rate`;
  return `set a memory limit below ${formatBytes(level)} for ${pod}: ${countOf(pods, 'pod')} before it grew to that until the kubelet evicted ${pods === 1 ? 'it' : 'them'}${when}; with a limit its own container is restarted, and not its neighbours evicted`;
}
