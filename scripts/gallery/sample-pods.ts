import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { TimeRange } from '../../src/measurement/time.ts';
import type { Lifetime, PodMemory } from '../../src/metrics/lifetime.ts';
import { type Track, trackOf } from '../../src/metrics/series.ts';

export const FROM = Date.UTC(2026, 10, 22, 10);
export const DAY_WINDOW: TimeRange = { from: FROM, to: FROM + 24 * HOUR };
export const STEP = 2 * MINUTE;

/** The same noise for the same seed (mulberry32): pictures can be compared from run to run. */
export function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 - 0.5;
  };
}

/** A track of one sample a step; a moment for which `value` shows nothing is a gap. */
export function trackBy(range: TimeRange, step: number, value: (time: number) => number | undefined): Track {
  const points: [number, number][] = [];
  for (let time = range.from; time <= range.to; time += step) {
    const at = value(time);
    if (at !== undefined) points.push([time, Math.round(at)]);
  }
  return trackOf(points);
}

export function flatPod(name: string, level: number, seed: number, limit: number | 'none' = 512 * MiB): PodMemory {
  const random = noise(seed);
  const rss = trackBy(DAY_WINDOW, STEP, () => level + random() * 0.04 * level);
  return {
    pod: name,
    rss,
    limit: limit === 'none' ? undefined : limit,
    lifetimes: [{ ...DAY_WINDOW, end: 'running' }],
    restarts: 0,
    kills: [],
  };
}

export interface Teeth {
  readonly pod: string;
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly limit?: number | undefined;
  readonly end?: 'oom-killed' | 'restarted' | undefined;
  /** Samples that are missing. */
  readonly gap?: TimeRange | undefined;
}

/** A pod that climbs `count` times from one level to another within the window, its container ending each time. */
export function teethPod(teeth: Teeth): PodMemory {
  const { pod, count, from, to, limit, end = 'oom-killed', gap } = teeth;
  const random = noise(7);
  const onset = DAY_WINDOW.from + 3 * HOUR;
  const length = (DAY_WINDOW.to - onset) / count;
  const before: Lifetime = { from: DAY_WINDOW.from, to: onset - MINUTE, end: 'restarted', startSeen: false };
  const climbs = Array.from({ length: count }, (_, i): Lifetime => {
    const last = i === count - 1 && end === 'restarted';
    const to = onset + (i + 1) * length - MINUTE;
    return { from: onset + i * length, to, end: last ? 'running' : end, startSeen: true };
  });
  const lifetimes = [before, ...climbs];
  const rss = trackBy({ from: DAY_WINDOW.from, to: DAY_WINDOW.to - STEP }, STEP, (time) => {
    if (gap !== undefined && time > gap.from && time < gap.to) return undefined;
    const wobble = random() * 0.01 * to;
    if (time < onset) return from * 0.95 + wobble;
    const share = ((time - onset) % length) / length;
    const warm = Math.min(1, share / 0.08);
    return from * (0.7 + 0.3 * warm) + (to - from) * share + wobble;
  });
  const kills = lifetimes.filter((life) => life.end === 'oom-killed').map((life) => life.to);
  return { pod, rss, limit, lifetimes, restarts: count, kills };
}
