import { type Bytes, formatBytes, MiB } from '../measurement/bytes.ts';
import { DAY, formatDuration, HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Stop } from '../metrics/stop.ts';
import { highest, median, sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import { type ConnectionsCame, connectionsCame } from './connections-came.ts';
import { growthOf } from './growth.ts';
import { memoryGrowth } from './memory-growth.ts';
import { limitOf, type Observation } from './observation.ts';
import { predecessorsOf } from './predecessors.ts';

/** What still rises, and ever more slowly: what it gained at last, and in what time. */
export interface Slowing {
  readonly late: Bytes;
  readonly over: Milliseconds;
}

/**
 * How memory stands that fills up after its start: it has levelled off; it still rises, ever more slowly; the runs
 * before it show that it will; it is still below the level of runs of other revisions, which shows little; it grew long
 * after its start, and stopped; or it fills the room that its heap was given.
 */
export type Settling =
  | { readonly kind: 'level' }
  | ({ readonly kind: 'slowing' } & Slowing)
  | { readonly kind: 'as-before' }
  | { readonly kind: 'as-job' }
  | { readonly kind: 'few-of-job' }
  | { readonly kind: 'below-earlier' }
  | { readonly kind: 'in-heap' }
  | { readonly kind: 'stopped'; readonly stop: Stop; readonly connections: ConnectionsCame | undefined };

/** Of what was gained in all, the last third may have this share in a line that is called level. */
const STILL = 0.1;
/** A smaller gain is nothing that anyone sees in a picture. */
const UNSEEN: Bytes = 2 * MiB;

export function settlingOf(observation: Observation, pod: PodMemory): Settling {
  const earlier = predecessorsOf(pod, observation.pods);
  if (earlier !== undefined && earlier.before === undefined) return { kind: 'as-before' };
  if (earlier?.before === 'job') return { kind: 'as-job' };
  if (earlier?.before === 'few-of-job') return { kind: 'few-of-job' };
  const { kind, stands } = memoryGrowth(observation, pod);
  const track = memoryOf(observation, pod);
  if (stands !== undefined && kind === 'stopped')
    return { kind, stop: stands, connections: connectionsCame(observation, pod, track, stands) };
  if (stands !== undefined && kind === 'warm-up') return { kind: 'level' };
  const { answer, stretch } = growthOf(track, pod.lifetimes, { limit: limitOf(observation, pod) });
  if (earlier !== undefined && answer !== 'no') return { kind: 'below-earlier' };
  if (stretch === undefined) return { kind: 'level' };
  const { values } = sliceOf(track, stretch.from, stretch.to);
  const part = (from: number, to: number) =>
    values.subarray(Math.floor(from * values.length), Math.max(1, Math.ceil(to * values.length)));
  const at = (from: number, to: number) => median(part(from, to));
  const [start, middle, end] = [at(0, 0.1), at(0.6, 0.7), at(0.9, 1)];
  // Of a saw-tooth two medians are two phases: what rises lifts its highs or its lows.
  const [before, last] = [part(1 / 3, 2 / 3), part(2 / 3, 1)];
  const lifted = Math.max(highest(last) - highest(before), Math.min(...last) - Math.min(...before));
  const late = Math.min(end - middle, lifted);
  const over = LATE_SHARE * (stretch.to - stretch.from);
  return late > UNSEEN && late > STILL * (end - start) ? { kind: 'slowing', late, over } : { kind: 'level' };
}

/** Share of a stretch between the two moments, 0.65 and 0.95 of it, that its late gain is measured between. */
const LATE_SHARE = 0.3;
/** No one looks again sooner, unless a limit would be met. */
const LEAST_WAIT: Milliseconds = HOUR;
/** Of the time until the limit would be met at the rate of late, this share passes until the next look: enough stays to act. */
const WAITED = 0.5;
/** A span. At a rate that goes down, a limit that is further off is none that a rate of today says anything about. */
const WITHIN_DAYS: Milliseconds = 7 * DAY;

/** What to do about a rise that slows down, and what the next look is to show: in proportion to how slow it is. */
export function waitWhileSlowing(
  { late, over }: Slowing,
  { level, limit }: { readonly level: Bytes | undefined; readonly limit: Bytes | undefined },
): { readonly now: string; readonly proof: string } {
  const unit = over > DAY ? DAY / 2 : HOUR;
  const slowly = Math.max(LEAST_WAIT, Math.ceil(over / unit) * unit);
  const left = level === undefined || limit === undefined ? Number.POSITIVE_INFINITY : ((limit - level) / late) * over;
  // Whether it slows down is known before the limit would be met.
  const wait = left <= 0 ? slowly : Math.min(slowly, Math.max(MINUTE, WAITED * left));
  const met =
    left > 0 && left < WITHIN_DAYS && limit !== undefined
      ? `; at the rate of its last ${formatDuration(over)} it would meet the limit of ${formatBytes(limit)} in about ${formatDuration(left)}`
      : '';
  const again = `${wait === HOUR ? 'an hour' : formatDuration(wait)}`;
  return {
    now: `Now: look again in ${again}: memory still rises, more and more slowly${met}.`,
    proof: `At that look it has gained less than the ${formatBytes(late)} of the last ${formatDuration(over)}.`,
  };
}
