import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { climbToEnd } from '../metrics/late-climb.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { median, quantile, sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import type { Observation } from './observation.ts';

/** Kills that came at the end of a rise that took its time: a peak of the demand, and not one request. */
export interface SlowClimbs {
  /** How many of the pod's kills came so. */
  readonly kills: number;
  /** The typical one. */
  readonly lasted: Milliseconds;
  readonly from: Bytes;
  readonly withTraffic: boolean;
}

/** A request, an upload or a job of minutes is a burst; what rises for longer than this is what all of them need together. */
const SLOW: Milliseconds = HOUR;
/** Of the lives that were killed so many rose slowly. */
const MOST = 0.5;
/** The traffic rises with it where the end of each climb has this many times the requests of its beginning. */
const BUSIER = 1.3;
/** Share of a climb that is its beginning, and its end. */
const PART = 0.2;

/** Undefined where most kills came in a jump, or nothing shows how they came. */
export function slowClimbs(observation: Observation, pod: PodMemory): SlowClimbs | undefined {
  const track = memoryOf(observation, pod);
  const killed = pod.lifetimes.filter(({ end }) => end === 'oom-killed');
  const slow = killed.flatMap(({ from, to }) => {
    const climb = climbToEnd(sliceOf(track, from, to));
    return climb !== undefined && climb.lasted >= SLOW ? [climb] : [];
  });
  if (slow.length === 0 || slow.length < MOST * killed.length) return undefined;
  return {
    kills: slow.length,
    lasted: median(slow.map(({ lasted }) => lasted)),
    from: median(slow.map(({ from }) => from)),
    withTraffic: slow.every(({ began, lasted }) => isBusier(observation, began, began + lasted)),
  };
}

function isBusier({ measured }: Observation, from: Instant, to: Instant): boolean {
  const requests = measured.requests?.track;
  if (requests === undefined) return false;
  const part = PART * (to - from);
  const rate = (start: Instant) => quantile(sliceOf(requests, start, start + part).values, 0.5);
  return rate(to - part) >= BUSIER * rate(from);
}

/** `x2x climbs for 5 h with the traffic before each of 3 kills, from 97 MiB to its limit of 200 MiB` */
export function slowClimbsSaid(name: string, climbs: SlowClimbs, { kills }: PodMemory, limit: Bytes): string {
  const all = kills.length === 1 ? 'its kill' : `each of ${kills.length} kills`;
  const which = climbs.kills === kills.length ? all : `${climbs.kills} of ${kills.length} kills`;
  const traffic = climbs.withTraffic ? ' with the traffic' : '';
  return `${name} climbs for ${formatDuration(climbs.lasted)}${traffic} before ${which}, from ${formatBytes(climbs.from)} to its limit of ${formatBytes(limit)}`;
}
