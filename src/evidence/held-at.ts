import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes, MiB } from '../measurement/bytes.ts';
import { MINUTE } from '../measurement/duration.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';

/** Samples this near a moment show what the process held then: the scrapes of slow set-ups are five minutes apart. */
const NEAR = 10 * MINUTE;

/**
 * So much more than it held no process has in its heap. Between two samples it may grow, and the profiler's samples stand
 * for more or for less than was allocated: so a factor, and some MiB for small heaps. Set by hand.
 */
const FAR_ABOVE = { factor: 2, slack: 64 * MiB } as const;

export interface HeldBy {
  readonly pod: PodMemory;
  readonly lifetime: Lifetime;
  /** Memory that was allocated and never touched is in it, and is not resident. */
  readonly liveHeap?: Track | undefined;
}

/**
 * Why live bytes cannot be of a process that held so little, with both figures; undefined where they can, or where
 * nothing shows what it held.
 */
export function notOfThisProcess(live: Bytes, time: Instant, held: HeldBy): string | undefined {
  const most = mostHeld(time, held);
  if (most === undefined || live <= FAR_ABOVE.factor * most + FAR_ABOVE.slack) return undefined;
  return `it shows ${formatBytes(live)} of live memory, where ${held.pod.pod} held ${formatBytes(most)} at most at that time: it is of another process`;
}

function mostHeld(time: Instant, { pod, lifetime, liveHeap }: HeldBy): Bytes | undefined {
  const resident = around(pod.rss, time, lifetime);
  if (resident.length === 0) return undefined;
  const ends = lifetime.end !== 'running' && lifetime.to - time <= NEAR ? (lifetime.limit ?? pod.limit ?? 0) : 0;
  const others = [pod.workingSet, liveHeap].flatMap((track) =>
    track === undefined ? [] : around(track, time, lifetime),
  );
  return [...resident, ...others].reduce((most, value) => Math.max(most, value), ends);
}

function around({ times, values }: Track, time: Instant, { from, to }: Lifetime): readonly number[] {
  const near = (at: Instant) => at >= from && at <= to && Math.abs(at - time) <= NEAR;
  return [...times].flatMap((at, index) => (near(at) ? [values[index] ?? 0] : []));
}
