import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatShare } from '../measurement/share.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import { quantile } from '../metrics/track.ts';
import type { Observation } from './observation.ts';

/** GOMEMLIMIT unset is told as the largest 64-bit number. */
const UNSET: Bytes = 2 ** 60;
/** A live heap under this share of the limit would leave room, if the collector were told of the limit. */
const ROOMY_HEAP = 0.5;
/** The collector's goal must stay below this share of the limit. */
const SAFE_GOAL = 0.85;
/** A GOMEMLIMIT this close to the live heap makes the collector run without end. */
const THRASHING = 1.1;

/** What is wrong with GOGC or GOMEMLIMIT for a container limit, in a sentence; undefined when nothing is or nobody tells. */
export function gcFault(observation: Observation, limit: Bytes | undefined): string | undefined {
  const latest = (quantity: Quantity) => observation.measured[quantity]?.track.values.at(-1);
  const live = observation.measured['live-heap'];
  const memlimit = latest('gomemlimit');
  if (limit === undefined || live === undefined || memlimit === undefined) return undefined;
  const heap = quantile(live.track.values, 0.9);
  const isSet = memlimit < UNSET;
  if (isSet && memlimit < heap * THRASHING) {
    return `GOMEMLIMIT is ${formatBytes(memlimit)}, hardly above the live heap of ${formatBytes(heap)}: the collector runs without end.`;
  }
  // Without the metric GOGC is taken to be Go's default; "off" is told as a huge or negative number.
  const percent = latest('gogc') ?? 100;
  const off = percent < 0 || percent > 1e6;
  const goal = off ? Number.POSITIVE_INFINITY : heap * (1 + percent / 100);
  const bounded = isSet && memlimit <= limit;
  if (bounded || heap > ROOMY_HEAP * limit || goal < SAFE_GOAL * limit) return undefined;
  const setting = isSet ? `GOMEMLIMIT ${formatBytes(memlimit)} is above the limit` : 'GOMEMLIMIT is not set';
  const reach = off ? 'GOGC is off' : `GOGC ${Math.round(percent)} lets the heap reach ${formatBytes(goal)}`;
  return `${setting} and ${reach}, though only ${formatBytes(heap)} (${formatShare(heap / limit)} of the limit) is live.`;
}
