import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { limitAt } from '../metrics/limits.ts';
import type { Track } from '../metrics/series.ts';
import { highest, median, quantile, sliceOf } from '../metrics/track.ts';
import { chargedOf } from './charged-memory.ts';
import { growthOf } from './growth.ts';
import { limitOf, type Observation } from './observation.ts';

/** A limit that was lowered below what the service stood at. */
export interface LimitLowered {
  readonly at: Instant;
  readonly from: Bytes;
  readonly to: Bytes;
  /** How high memory stood under the larger limit. */
  readonly level: Bytes;
  /** Kills of all pods since. */
  readonly kills: number;
}

/** Share of the smaller limit. What stood level below it fits. */
const FILLS = 0.85;

/** The last pod with the larger limit may end after the first with the smaller one began. */
const AROUND: Milliseconds = 10 * MINUTE;

interface Run {
  readonly life: Lifetime;
  readonly limit: Bytes;
  readonly pod: PodMemory;
}

/**
 * Whether the kills of a service are those of a limit that was lowered: none came before, and memory stood level then, at
 * what does not fit any more. The pods before may have had other names.
 */
export function limitLowered(observation: Observation, pod: PodMemory): LimitLowered | undefined {
  const to = limitOf(observation, pod);
  if (to === undefined || pod.kills.length === 0) return undefined;
  const runs = observation.pods.flatMap((each) => runsOf(each));
  const before = runs.filter(({ limit }) => limit > to);
  const since = runs.filter(({ limit, life }) => limit === to && before.some((run) => run.life.from < life.from));
  const at = Math.min(...since.map(({ life }) => life.from));
  const from = before.toSorted((a, b) => a.life.to - b.life.to).at(-1)?.limit;
  const kills = observation.pods.flatMap((each) => each.kills);
  // Lowered under a running container, it kills at once.
  const atOnce = before.filter(({ life }) => life.end === 'oom-killed' && life.to >= at - AROUND);
  const earlier = kills.filter((kill) => kill < at && !atOnce.some(({ life }) => life.to === kill));
  if (from === undefined || !Number.isFinite(at) || earlier.length > 0) return undefined;
  const levels = before.map((run) => levelOf(run, to));
  const known = levels.filter((level) => level !== undefined);
  if (known.length === 0 || known.length < levels.length / 2) return undefined;
  const level = median(known);
  return level < FILLS * to ? undefined : { at, from, to, level, kills: kills.length };
}

/** `Limit lowered from 2 GiB to 1 GiB at 27 Nov 20:01 UTC: 39 OOM kills since; memory stood at 1.51 GiB before` */
export function loweredSaid({ at, from, to, level, kills }: LimitLowered): string {
  return `Limit lowered from ${formatBytes(from)} to ${formatBytes(to)} at ${formatInstant(at)} UTC: ${countOf(kills, 'OOM kill')} since; memory stood at ${formatBytes(level)} before`;
}

function runsOf(pod: PodMemory): readonly Run[] {
  return pod.lifetimes.flatMap((life) => {
    const limit = life.limit ?? limitAt(pod.limitSteps ?? [], life.to) ?? pod.limit;
    return limit === undefined ? [] : [{ life, limit, pod }];
  });
}

/** What a run stood at; undefined where it grew to its end, or reached its limit. `to` is the smaller limit. */
function levelOf({ life, limit, pod }: Run, to: Bytes): Bytes | undefined {
  const own = sliceOf(chargedOf(pod), life.from, life.to);
  const level = highest(own.values);
  if (life.end === 'oom-killed' && level >= FILLS * limit) return undefined;
  return stoodAbove(own, to) || growthOf(own, [life], { limit }).answer === 'no' ? level : undefined;
}

/** Share of a run. What lies below it is its start, or the night before the day’s traffic. */
const LOW = 0.25;
/** Times its low level. A day’s rhythm reaches so far, and what rose by less in all its run did not climb to where it stood. */
const MOVES = 1.25;

/** Whether a run was too high for a smaller limit nearly from its start on: a slow rise at that height changes nothing. */
function stoodAbove({ values }: Track, to: Bytes): boolean {
  const low = quantile(values, LOW);
  return low >= FILLS * to && highest(values) <= MOVES * low;
}
