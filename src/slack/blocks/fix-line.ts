import { assertNever } from '../../foundation/assert-never.ts';
import type { FixOutcome } from '../../investigation/state/fix.ts';
import { formatByteRate } from '../../measurement/bytes.ts';
import { formatCount } from '../../measurement/count.ts';
import { formatDuration, HOUR } from '../../measurement/duration.ts';
import { formatShare } from '../../measurement/share.ts';
import type { Quantity } from '../../metrics/catalogue.ts';
import { COUNTED_QUANTITIES } from '../../runtime/candidate.ts';
import { shortRevision } from '../../service/revision.ts';
import { code, escapeText } from '../text.ts';

/** Quantities by the name that messages use; the others go by their own. */
const NAMES: Partial<Record<Quantity, string>> = {
  'live-heap': 'live heap',
  goroutines: 'goroutine count',
  threads: 'thread count',
  handles: 'number of open handles',
  rss: 'memory',
};

/** Traffic after a deploy between these shares of what it was is called the same. Set by hand: a fifth less, or its inverse. */
const SAME_TRAFFIC = { from: 0.8, to: 1.25 } as const;

/** Share of the old growth. A smaller one is said beside it: it slowed down. */
const SLOWED = 0.5;

/** `🟢 After the deploy of 7d1e0aa: live heap level for 2 h at the same traffic: *fixed*.` */
export function fixLine(fix: FixOutcome): string {
  const after = `After the deploy of ${code(shortRevision(fix.deploy.revision))}:`;
  const name = quantityName(fix.quantity);
  switch (fix.kind) {
    case 'fixed':
      return `🟢 ${after} ${name} level for ${formatDuration(fix.span)}${trafficClause(fix.traffic)}: *fixed*.`;
    case 'not-fixed':
      return `🔴 ${after} ${name} still grows ${rateOf(fix, fix.after ?? 0)}${slower(fix)}${pathClause(fix.samePath)}: *not fixed*. I go on watching later deploys.`;
    case 'unsettled':
      return `⚪ ${after} I cannot say after ${formatDuration(fix.span)} whether it is fixed: ${escapeText(fix.why ?? 'too little was to be seen')}.`;
    default:
      return assertNever(fix.kind);
  }
}

export function quantityName(quantity: Quantity): string {
  return NAMES[quantity] ?? quantity.replaceAll('-', ' ');
}

function rateOf({ quantity, span }: FixOutcome, perHour: number): string {
  const counted = COUNTED_QUANTITIES.some((each) => each === quantity);
  return counted ? `${formatCount(perHour)}/h` : formatByteRate(perHour, Math.max(span, HOUR));
}

/** A growth that a deploy only slowed down is worth both figures. */
function slower(fix: FixOutcome): string {
  return (fix.after ?? 0) < SLOWED * fix.before ? ` (${rateOf(fix, fix.before)} before)` : '';
}

function trafficClause(traffic: number | undefined): string {
  if (traffic === undefined) return ' (no request counter shows the traffic)';
  return traffic >= SAME_TRAFFIC.from && traffic <= SAME_TRAFFIC.to
    ? ' at the same traffic'
    : ` at ${formatShare(traffic)} of the traffic`;
}

function pathClause(samePath: boolean | undefined): string {
  if (samePath === undefined) return '; no profiles show whether at the same path';
  return samePath ? ' at the same path' : ', at another path';
}
