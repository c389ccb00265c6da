import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Watch } from './watch.ts';

export interface Pace {
  /** Distance of the collector's ticks: nothing happens more often. */
  readonly every: Milliseconds;
  /** The memory limit of the process, where known. */
  readonly limit?: Bytes | undefined;
}

/** How often a process is profiled. Set by hand; `npm run bench` measures what it costs. */
const INTERVAL = {
  /** A span. However old and calm a process is, a snapshot is at most this old when it ends unexpectedly. */
  longest: 30 * MINUTE,
  /** Share of the age of the process, with which intervals grow. */
  partOfAge: 1 / 4,
  /** Snapshots that are still wanted before memory reaches the limit at its present pace. */
  beforeTheLimit: 4,
  /** Share of the limit. From here on any moment may be the last. */
  closeToLimit: 0.9,
  /** A span. No interval is longer when memory is close to the limit. */
  whenClose: 2 * MINUTE,
  /** Memory as a multiple of what the last snapshot saw: worth another, with or without a known limit. */
  worthAnother: 1.15,
} as const;

/**
 * Whether a process is due for a snapshot: soon after its start, then at growing intervals, denser as memory grows
 * towards the limit. After failures ever more seldom, because a profile costs the process something each time.
 */
export function due(watch: Watch, now: Instant, pace: Pace): boolean {
  if (watch.captured === undefined && watch.failures === 0) return true;
  const elapsed = now - (watch.captured?.time ?? watch.since);
  // Ticks come a little early or late; half of one decides.
  return elapsed >= intervalOf(watch, now, pace) - pace.every / 2;
}

function intervalOf(watch: Watch, now: Instant, { every, limit }: Pace): Milliseconds {
  if (watch.failures > 0) return Math.min(INTERVAL.longest, every * 2 ** Math.min(watch.failures, 10));
  const byAge = Math.min(INTERVAL.longest, (now - watch.since) * INTERVAL.partOfAge);
  return Math.max(every, Math.min(byAge, byHeadroom(watch, limit), byGrowth(watch, every)));
}

function byHeadroom(watch: Watch, limit: Bytes | undefined): Milliseconds {
  const memory = watch.memory.at(-1)?.bytes;
  if (limit === undefined || memory === undefined) return INTERVAL.longest;
  if (memory >= INTERVAL.closeToLimit * limit) return INTERVAL.whenClose;
  const pace = growthOf(watch);
  return pace <= 0 ? INTERVAL.longest : (limit - memory) / pace / INTERVAL.beforeTheLimit;
}

function byGrowth(watch: Watch, every: Milliseconds): Milliseconds {
  const before = watch.captured?.memory;
  const memory = watch.memory.at(-1)?.bytes;
  return before !== undefined && memory !== undefined && memory >= INTERVAL.worthAnother * before
    ? 2 * every
    : INTERVAL.longest;
}

/** Bytes per millisecond over the recent readings. */
function growthOf(watch: Watch): number {
  const first = watch.memory[0];
  const last = watch.memory.at(-1);
  if (first === undefined || last === undefined || last.time <= first.time) return 0;
  return (last.bytes - first.bytes) / (last.time - first.time);
}

/** Whether taking a snapshot could itself kill the process: it stands at its limit. Undefined when nothing shows it. */
export function standsAtLimit(watch: Watch | undefined, limit: Bytes | undefined): boolean | undefined {
  const share = shareOfLimit(watch, limit);
  return share === undefined ? undefined : share >= INTERVAL.closeToLimit;
}

/** The latest memory as a share of the limit; undefined when nothing shows it. */
export function shareOfLimit(watch: Watch | undefined, limit: Bytes | undefined): number | undefined {
  const memory = watch?.memory.at(-1)?.bytes;
  return memory === undefined || limit === undefined ? undefined : memory / limit;
}
