import type { Bytes } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { isPresent } from '../metrics/standing.ts';
import { explanationOf } from './explanation.ts';
import type { Observation } from './observation.ts';

/** Page cache in what counts against a limit: the kernel gives it back before it kills, so it counts towards no kill. */
export interface GivenBack {
  /** What lies in page cache now. */
  readonly level: Bytes;
  /** Of what memory gains, 0 to 1. */
  readonly share: number;
}

/** Of what memory gained. A smaller part moves a forecast by less than its error. */
const LEAST_SHARE = 0.1;

/**
 * Of a pod that runs, where page cache is a part of the growth that is accounted for; of the other pods of a service the
 * same share, and no more of it than they have beside RSS.
 */
export function givenBackOf(observation: Observation, pod: PodMemory): GivenBack | undefined {
  const ledger = explanationOf(observation)?.ledger;
  if (ledger === undefined || !isPresent(pod)) return undefined;
  const { base, end, tolerance } = ledger;
  const [before, now] = [base.parts['active-file'] ?? 0, end.parts['active-file'] ?? 0];
  const share = (now - before) / Math.max(1, end.total - base.total);
  if (now - before <= tolerance || share < LEAST_SHARE) return undefined;
  return { level: levelOf(observation, pod, now), share: Math.min(1, share) };
}

function levelOf({ runs }: Observation, { pod, workingSet, rss }: PodMemory, ofChosen: Bytes): Bytes {
  if (runs?.pod === pod) return ofChosen;
  const beside = (workingSet?.values.at(-1) ?? 0) - (rss.values.at(-1) ?? 0);
  return Math.max(0, Math.min(ofChosen, beside));
}

/** A rate of what counts against the limit without the page cache in it. */
export function withoutCache(perHour: number, givenBack: GivenBack | undefined): number {
  return givenBack === undefined ? perHour : perHour * (1 - givenBack.share);
}
