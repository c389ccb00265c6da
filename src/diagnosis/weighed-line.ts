import { formatDuration, type Milliseconds, SECOND } from '../measurement/duration.ts';
import type { WeighedBefore } from '../profile/estimated-bytes.ts';

/** Part of the time between two profiles. Weights that are older lack a good part of what they grew by. A choice. */
const OLD = 0.1;
/** Weights are as old as a scrape takes. */
const SCRAPE = 5 * SECOND;

/** That the bytes of profiles are those of class histograms from before them, where that is long before. */
export function weighedLines(weighed: WeighedBefore | undefined, between: Milliseconds): readonly string[] {
  if (weighed === undefined) return [];
  const isOld = (age: Milliseconds) => age > SCRAPE && age >= OLD * between;
  const [was, is] = [isOld(weighed.base), isOld(weighed.current)];
  if (!was && !is) return [];
  const ages = [
    ...(was ? [`the earlier profile is ${formatDuration(weighed.base)} older than it`] : []),
    ...(is ? [`the later profile is ${formatDuration(weighed.current)} older than it`] : []),
  ];
  return [
    `Class histograms weigh the bytes, and that of ${ages.join(', that of ')}: what classes gained in between is not in them, and ± is of the samples alone.`,
  ];
}
