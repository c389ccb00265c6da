import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { HOUR } from '../measurement/duration.ts';
import { explanationOf } from './explanation.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** A bound that a program sets to its data itself, and how the data stands to it. */
export interface DataBound {
  readonly max: Bytes;
  /** What the data takes now. */
  readonly size: Bytes;
  /** What the container is charged beside it now. */
  readonly beside: Bytes;
  readonly limit: Bytes | undefined;
  /** Whether it drops any of its data rather than pass the bound; false as well where no metric shows that. */
  readonly evicts: boolean;
  /** Whether the data has come to its bound. */
  readonly full: boolean;
  /** Set where nearly all that grows is the data: when it is there, at its rate. */
  readonly at?: Instant | undefined;
}

/** Share of the growth. Where the data is less of it, the rest may meet the limit whatever bounds the data. */
const NEARLY_ALL = 0.8;
/** Share of its bound from which on data that is evicted stands. */
const FULL = 0.97;

/** Of the chosen pod, as its own metrics report it; undefined where none does, where none is set, or its container ended. */
export function dataBoundOf(observation: Observation): DataBound | undefined {
  const attribution = explanationOf(observation);
  const pod = chosenPod(observation);
  if (attribution === undefined || pod === undefined) return undefined;
  const { base, end } = attribution.ledger;
  // What is accounted for may be a run that was killed: how the data stands the one that goes on shows.
  const run = observation.runs?.runs.at(-1) ?? attribution.ledger.run;
  const last = (quantity: 'data-max' | 'live-heap' | 'evicts') => run.tracks[quantity]?.track.values.at(-1);
  const [max = 0, size] = [last('data-max'), last('live-heap')];
  if (max <= 0 || size === undefined || run.end !== 'running') return undefined;
  const gained = (end.parts['live-heap'] ?? 0) - (base.parts['live-heap'] ?? 0);
  const perHour = (gained / Math.max(1, end.at.to - base.at.from)) * HOUR;
  const { leader } = attribution;
  const grows = leader?.cause === 'heap' && leader.share >= NEARLY_ALL && perHour > 0;
  const left = Math.max(0, max - size);
  return {
    max,
    size,
    beside: Math.max(0, end.total - (end.parts['live-heap'] ?? size)),
    limit: limitOf(observation, pod),
    evicts: (last('evicts') ?? 0) > 0,
    full: size >= FULL * max,
    at: grows ? observation.range.to + (left / perHour) * HOUR : undefined,
  };
}

/** Whether the data at its largest fits into the limit, beside all else as it is now; false where no limit is known. */
export function boundFits({ max, beside, limit }: DataBound): boolean {
  return limit !== undefined && max + beside <= limit;
}

/** Data that comes to its bound before memory meets the limit; of all pods what the chosen one shows. */
export function dataEndsBelow(observation: Observation, level: Bytes, limit: Bytes): DataBound | undefined {
  const bound = dataBoundOf(observation);
  if (bound?.at === undefined) return undefined;
  return level + Math.max(0, bound.max - bound.size) < limit ? bound : undefined;
}
