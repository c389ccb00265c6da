import { formatClock } from '../measurement/time.ts';
import type { Kept } from './kept.ts';

/** `byte[], kept by static QuoteCache.CACHE → HashMap.table → Quote.payload`; undefined where the profile shows neither. */
export function keptText(kept: Kept | undefined): string | undefined {
  if (kept?.holder !== undefined) {
    const asOf = kept.asOf === undefined ? '' : ` (as of ${formatClock(kept.asOf)} UTC, by an earlier profile)`;
    return `${kept.class ?? 'objects'}, kept by ${kept.holder}${asOf}`;
  }
  return kept?.unheld === true ? `${kept.class ?? 'objects'}, kept by no strong reference that was found` : kept?.class;
}
