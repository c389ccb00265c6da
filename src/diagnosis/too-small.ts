import { type Bytes, MiB } from '../measurement/bytes.ts';
import { explanationOf } from './explanation.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** A rise of less than this is one of no heap that matters, where it is as small beside its limit. */
const LEAST_GAINED: Bytes = MiB;
/** Share of the limit, and of the growth of memory: less of either is noise. */
const LEAST_SHARE = 0.01;
/** A trend in bytes that no one would see: a test for a trend has no least size. */
export function tooSmall(observation: Observation, gained: Bytes): boolean {
  const pod = chosenPod(observation);
  const limit = (pod && limitOf(observation, pod)) ?? Number.POSITIVE_INFINITY;
  if (gained < Math.min(LEAST_GAINED, LEAST_SHARE * limit)) return true;
  const attribution = observation.runs?.pod === pod?.pod ? explanationOf(observation) : undefined;
  const heap = attribution?.causes.find(({ cause }) => cause === 'heap');
  return attribution !== undefined && gained < attribution.ledger.tolerance && (heap?.share ?? 0) < LEAST_SHARE;
}
