import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatShare } from '../measurement/share.ts';
import type { CollectorFigures, GcFault } from './collector-figures.ts';

/** A live heap above this share of the limit needs a larger limit, not a smaller heap. */
const ROOMY_HEAP = 0.5;

/**
 * A heap whose own bound lies so high that the limit is met first: the collector sees no reason to work before the
 * kernel kills. `option` is what bounds it. A floor may be garbage where `collectsLate`: then it speaks for nothing.
 */
export function heapCapFault(
  figures: CollectorFigures,
  limit: Bytes | undefined,
  { option, collectsLate }: { readonly option: string; readonly collectsLate: boolean },
): GcFault | undefined {
  const reach = figures.reach();
  if (limit === undefined || reach === undefined || reach.max + reach.outside <= limit) return undefined;
  const read = figures.liveHeap();
  const live = read === undefined || (collectsLate && read.fromFloor) ? undefined : read.high;
  if (live !== undefined && live > ROOMY_HEAP * limit) return undefined;
  const beside = reach.outside > 0 ? ` and ${formatBytes(reach.outside)} lie beside it` : '';
  const small =
    live === undefined ? '' : `, though only ${formatBytes(live)} (${formatShare(live / limit)} of the limit) is live`;
  return {
    kind: 'outgrows',
    said: `${option} lets the heap reach ${formatBytes(reach.max)}${beside}: more than the limit of ${formatBytes(limit)}${small}.`,
  };
}
