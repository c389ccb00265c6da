import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { HOUR } from '../measurement/duration.ts';
import { tookThePlace } from './climb.ts';
import { explanationOf } from './explanation.ts';
import { heapReach } from './heap-reach.ts';
import type { Observation } from './observation.ts';

/** A live heap that takes the place of other memory, on its way to what it may take at most: memory as a whole climbs more slowly. */
export interface HeapFill {
  readonly size: Bytes;
  /** What is live, and when. */
  readonly live: Bytes;
  readonly since: Instant;
  readonly perHour: number;
  readonly at: Instant;
}

/** Of the chosen pod: every forecast of a full heap rests on this one rate. */
export function heapFillOf(observation: Observation, limit: Bytes | undefined): HeapFill | undefined {
  const attribution = explanationOf(observation);
  if (attribution === undefined || !tookThePlace(attribution)) return undefined;
  const { base, end } = attribution.ledger;
  const [from, to] = [base.parts['live-heap'], end.parts['live-heap']];
  const goal = observation.measured.gomemlimit?.track.values.at(-1) ?? Number.POSITIVE_INFINITY;
  const most = heapReach(observation)?.max ?? Number.POSITIVE_INFINITY;
  const size = Math.min(most, goal, limit ?? Number.POSITIVE_INFINITY);
  if (from === undefined || to === undefined || to <= from || !Number.isFinite(size)) return undefined;
  const perHour = ((to - from) / (end.at.to - base.at.from)) * HOUR;
  return { size, live: to, since: end.at.to, perHour, at: end.at.to + (Math.max(0, size - to) / perHour) * HOUR };
}
