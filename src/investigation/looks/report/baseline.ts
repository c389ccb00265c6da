import type { FindingKind } from '../../../diagnosis/finding.ts';
import type { Observation } from '../../../diagnosis/observation.ts';
import type { Quantity } from '../../../metrics/catalogue.ts';
import type { Baseline } from '../../state/fix.ts';
import { growthOfQuantity, requestsOf } from '../growth-of-quantity.ts';

/** What a leak of each kind makes grow: level after a fix. Kinds that are no leak have nothing to look for. */
const GROWS: Readonly<Record<FindingKind, Quantity | undefined>> = {
  'heap-leak': 'live-heap',
  'goroutine-leak': 'goroutines',
  'thread-leak': 'threads',
  'handle-leak': 'handles',
  'native-growth': 'rss',
  'shared-memory': 'working-set',
  'kernel-memory': 'working-set',
  swap: undefined,
  'memory-kept': 'rss',
  'limit-too-small': undefined,
  'gc-misconfigured': undefined,
  'load-driven': undefined,
  'warm-up': undefined,
  burst: undefined,
  'page-cache': undefined,
  'restarts-not-memory': undefined,
  'no-growth': undefined,
  'not-enough-data': undefined,
};

/**
 * What a later deploy is compared with. Undefined where nothing could be looked for: no leak, a growth that only a
 * person saw, or a revision that no metric shows, so that a deploy would go by unseen.
 */
export function baselineOf(
  observation: Observation,
  found: {
    readonly kind: FindingKind;
    readonly signature: string | undefined;
    /** As a metric shows it. */
    readonly revision: string | undefined;
  },
): Baseline | undefined {
  const quantity = GROWS[found.kind];
  const growth = quantity && growthOfQuantity(observation, quantity);
  if (quantity === undefined || growth?.answer !== 'yes' || found.revision === undefined) return undefined;
  const { stretch, perHour } = growth;
  if (stretch === undefined || perHour <= 0) return undefined;
  return {
    quantity,
    perHour,
    shownIn: stretch.to - stretch.from,
    revision: found.revision,
    requestsPerHour: requestsOf(observation),
    signature: found.signature,
  };
}
