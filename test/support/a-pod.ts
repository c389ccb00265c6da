import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { LifetimeEnd, PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

/** 22 Nov 2026 10:00 UTC: minute zero of the pods drawn here. */
export const T0 = Date.UTC(2026, 10, 22, 10);

export function minute(count: number): number {
  return T0 + count * MINUTE;
}

interface Drawn {
  /** MiB, one sample a minute; a bar ends a life. */
  readonly rss: string;
  /** How each life but the last ended. */
  readonly ends?: readonly LifetimeEnd[];
  readonly limit?: number;
}

/** A pod drawn as its samples in MiB: `100 300 500 | 100 300`. */
export function aPod(name: string, { rss, ends = [], limit }: Drawn): PodMemory {
  const points: [number, number][] = [];
  const lifetimes = rss.split('|').map((life, i, all) => {
    const from = points.length;
    for (const value of life.trim().split(/\s+/)) points.push([minute(points.length), Number(value) * MiB]);
    const end: LifetimeEnd = i === all.length - 1 ? 'running' : (ends[i] ?? 'oom-killed');
    return { from: minute(from), to: minute(points.length - 1), end, startSeen: i > 0 };
  });
  const kills = lifetimes.filter((life) => life.end === 'oom-killed').map((life) => life.to);
  return {
    pod: name,
    rss: trackOf(points),
    limit: limit === undefined ? undefined : limit * MiB,
    lifetimes,
    restarts: lifetimes.length - 1,
    kills,
  };
}
