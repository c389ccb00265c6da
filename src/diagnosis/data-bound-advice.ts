import { type Bytes, formatBytes, MiB } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import type { DataBoundWords, Remedy } from '../runtime/runtime-words.ts';
import type { AdviceContext } from './advice-context.ts';
import { boundFits, type DataBound } from './data-bound.ts';
import type { FindingKind } from './finding.ts';
import { heapFix } from './heap-fix.ts';

/** Share of the limit. Data that may take more leaves too little for what lies beside it. */
const TOO_MUCH = 0.9;
/** What it should take of the limit at most. */
const SHOULD_TAKE = 0.75;

/** What to do about data that is bounded; undefined where that changes nothing about what the kind of finding calls for. */
export function boundRemedy(
  kind: FindingKind,
  context: AdviceContext,
  limitFor: (peak: Bytes) => Bytes,
): Remedy | undefined {
  const { dataBound: bound, bounded, words } = context;
  if (!bounded || bound === undefined || words.dataBound === undefined) return undefined;
  const { dataBound, live } = words;
  const lower = loweredTo(bound, dataBound, limitFor);
  const proof = `Once ${live} is at ${formatBytes(bound.max)}, it is level at the same traffic.`;
  if (kind === 'warm-up')
    return { steps: [calmNow(context, bound, dataBound), ...roomBeyond(bound, dataBound, lower)], proof };
  if (kind === 'limit-too-small' && lower !== undefined)
    return {
      steps: [`Now: ${lower}.`, dataBound.beyond],
      proof: 'After the change memory levels off below the limit at the same traffic.',
    };
  if (kind !== 'heap-leak') return undefined;
  const see = dataBound.see;
  return {
    steps:
      lower === undefined ? [`Now: ${see}.`, heapFix(context)] : [`Now: ${lower}.`, `Then: ${see}.`, heapFix(context)],
    proof: `${proof} If it is, it was a cache that filled.`,
  };
}

function calmNow({ urgency, words }: AdviceContext, bound: DataBound, { option, evicts }: DataBoundWords): string {
  const { full, at, max, size, beside, limit } = bound;
  const when =
    full || at === undefined
      ? `is at ${formatBytes(size)} of the ${formatBytes(max)} of ${option}`
      : `reaches the ${formatBytes(max)} of ${option} in about ${formatDuration(at - urgency.now)} at this rate`;
  const holds =
    limit === undefined
      ? ''
      : `, and the limit of ${formatBytes(limit)} holds the ${formatBytes(max + beside)} of it and what lies beside it`;
  return `Now: nothing has to be done: ${words.live} ${when}; from there on ${evicts}${holds}.`;
}

function roomBeyond(
  bound: DataBound,
  { beyond, option }: DataBoundWords,
  lower: string | undefined,
): readonly string[] {
  const { limit, max, beside } = bound;
  if (limit === undefined) return [];
  if (lower !== undefined) return [`Then: ${lower}. ${beyond}`];
  return [`${beyond} ${formatBytes(limit - max - beside)} are left for that: lower ${option} where it takes more.`];
}

/** As a clause; undefined where the bound is small enough. */
function loweredTo(
  bound: DataBound,
  { option, set }: DataBoundWords,
  limitFor: (peak: Bytes) => Bytes,
): string | undefined {
  const { max, limit, beside } = bound;
  if (limit === undefined || (max <= TOO_MUCH * limit && boundFits(bound))) return undefined;
  const to = Math.floor((SHOULD_TAKE * limit) / MiB);
  return `lower ${option} from ${formatBytes(max)} to ${formatBytes(to * MiB)}, three quarters of the limit (${set(to)}), or set the limit to ${formatBytes(limitFor(max + beside))}`;
}
