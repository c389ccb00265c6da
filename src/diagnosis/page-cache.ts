import type { Attribution } from '../attribution/attribution.ts';
import { endLevel } from '../attribution/run-ledger.ts';
import { type Bytes, formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { formatShare } from '../measurement/share.ts';
import type { Observation } from './observation.ts';

/**
 * Whether metrics separate page cache, which the kernel gives back before it kills, from memory-backed files, which it
 * does not: not every kubelet exports the pages that are active.
 */
export function cacheIsSeparate({ runs, measured }: Observation): boolean {
  return measured['active-file'] !== undefined || runs?.runs.some(({ tracks }) => tracks['active-file']) === true;
}

/** A cache that takes a smaller share of the limit is not what a finding is about. */
const WORTH_A_SHARE = 0.2;

/** `takes 97 % of the limit`, inactive pages included; undefined where no metric shows them, or they are few. */
export function wholeCachePart(observation: Observation, limit: Bytes | undefined): string | undefined {
  const cache = wholeCache(observation);
  if (cache === undefined || limit === undefined || cache.all <= WORTH_A_SHARE * limit) return undefined;
  return `take${cacheIsSeparate(observation) ? 's' : ''} ${formatShare(Math.min(1, cache.all / limit))} of the limit`;
}

/** Inactive pages of less than this share of the limit are not worth a sentence. */
const INACTIVE = 0.05;

/** What the working set leaves out: the kernel's list of inactive pages counts against the limit as well. */
export function wholeCacheLine(observation: Observation, limit: Bytes | undefined): readonly string[] {
  const cache = wholeCache(observation);
  if (cache === undefined || limit === undefined || cache.inactive < INACTIVE * limit) return [];
  const all = formatBytesPair(cache.all, limit, ' of the limit of ');
  return [
    `Page cache as a whole stands at ${all}: ${formatBytes(cache.inUse)} of it are in use and count as working set, and a page that is used again moves there, so that the working set may grow where the cache does not.`,
  ];
}

interface WholeCache {
  /** Without files in memory where a metric separates them. */
  readonly all: Bytes;
  readonly inUse: Bytes;
  readonly inactive: Bytes;
}

/** All pages of files at the end of the last run; undefined where no metric shows them. */
function wholeCache({ runs }: Observation): WholeCache | undefined {
  const last = runs?.runs.at(-1);
  const level = last && endLevel(last);
  const cache = level?.figures['page-cache'];
  if (level === undefined || cache === undefined || level.figures.usage === undefined) return undefined;
  const all = Math.max(0, cache - (level.parts['memory-backed'] ?? 0));
  const inUse = Math.min(all, (level.parts['active-file'] ?? 0) + (level.parts.file ?? 0));
  return { all, inUse, inactive: all - inUse };
}

/** Share of the whole growth. A process that gained less did not grow beside its page cache. */
const GREW = 0.15;

/** What the process did while its page cache grew: `the process does not grow`, or by how much it grew beside it. */
export function processBesideCache(attribution: Attribution | undefined): string {
  const still = 'the process does not grow';
  if (attribution === undefined) return still;
  const { ledger, whole } = attribution;
  const gained = (ledger.end.figures.rss ?? 0) - (ledger.base.figures.rss ?? 0);
  return gained <= ledger.tolerance || gained < GREW * whole
    ? still
    : `the process gained ${formatBytes(gained)} beside it`;
}
