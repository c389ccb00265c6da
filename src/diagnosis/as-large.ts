import { type Attribution, NAMED_BESIDE } from '../attribution/attribution.ts';
import { type CauseShare, steadyShare } from '../attribution/shares.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { formatShare } from '../measurement/share.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import type { RuntimeWords } from '../runtime/runtime-words.ts';
import { kindOf } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import { grewOutside, nativeWords } from './grew-outside.ts';
import { KIND_NAMES } from './kind-names.ts';

/** Another cause that explains about as much as the one that the finding names: both have to be fixed. */
export interface AsLarge {
  readonly kind: FindingKind;
  readonly cause: CauseShare;
}

/** Shares of the growth. Two causes that are not further apart change places with the noise of their figures. */
const EVEN = 0.05;
/** Shares of the growth. A cause that is this far behind another is a part of the growth, and not as large. */
const BEHIND = 0.15;

/** The order of causes that explain the same, so that the next look names the same one first. */
const ORDER: readonly CauseId[] = [
  'heap',
  'unproven-heap',
  'goroutines',
  'threads',
  'handles',
  'buffers',
  'classes',
  'native',
  'processes',
  'memory-backed',
  'kernel',
];

/** Causes, largest first: those that are even with the largest in a fixed order. */
export function inFixedOrder(causes: readonly CauseShare[]): readonly CauseShare[] {
  const most = Math.max(0, ...causes.map(steadyShare));
  const even = causes.filter((each) => steadyShare(each) >= most - EVEN && each.share > NAMED_BESIDE);
  const place = ({ cause }: CauseShare) => (ORDER.indexOf(cause) + ORDER.length + 1) % (ORDER.length + 1);
  return [...even.toSorted((a, b) => place(a) - place(b)), ...causes.filter((each) => !even.includes(each))];
}

/** The largest of the other causes, where it explains about as much and is of another kind. */
export function asLargeAs(
  best: CauseShare,
  causes: readonly CauseShare[],
  kind: (cause: CauseShare) => FindingKind,
): AsLarge | undefined {
  const own = kind(best);
  const [next] = causes
    .filter((each) => each.cause !== best.cause && kind(each) !== own && kind(each) !== 'not-enough-data')
    .toSorted((a, b) => steadyShare(b) - steadyShare(a));
  if (next === undefined || steadyShare(next) <= NAMED_BESIDE) return undefined;
  return steadyShare(best) - steadyShare(next) < BEHIND ? { kind: kind(next), cause: next } : undefined;
}

/** What a kind of finding is called as a part of what grew. */
export function partName(kind: FindingKind, words: RuntimeWords): string {
  return kind === 'native-growth' ? `memory outside ${words.heap}` : KIND_NAMES[kind];
}

/** `, with memory-backed files about as large (50 % of the growth)` */
export function asLargeClause(
  beside: AsLarge | undefined,
  words: RuntimeWords,
  attribution: Attribution | undefined,
): string {
  if (beside === undefined || attribution === undefined || attribution.whole <= 0) return '';
  const part = partOutside(beside, words);
  const bytes = part === undefined ? grownAs(beside.kind, attribution) : beside.cause.bytes;
  const share = formatShare(Math.min(1, bytes / attribution.whole));
  return `, with ${part ?? partName(beside.kind, words)} about as large (${share} of the growth)`;
}

/** The part outside the heap that a cause is; undefined for what has no name of its own there. */
export function partOutside({ kind, cause }: AsLarge, words: RuntimeWords): string | undefined {
  const outside = kind === 'native-growth' ? grewOutside(cause.cause) : 'native';
  return outside === 'native' ? undefined : nativeWords(words, outside).what;
}

/** What the causes of a kind gained together. */
export function grownAs(kind: FindingKind, attribution: Attribution): Bytes {
  return causesOf(kind, attribution).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The causes that are of a kind, and grew. */
export function causesOf(kind: FindingKind, { causes }: Attribution): readonly CauseShare[] {
  return causes.filter(({ cause, candidate, bytes }) => candidate && bytes > 0 && kindOf(cause, false) === kind);
}

const FIX = 'Fix: ';

/** The fix of the other cause, beside that of the first. */
export function alsoFixed(steps: readonly string[], { kind }: AsLarge, words: RuntimeWords): readonly string[] {
  return steps
    .filter((step) => step.startsWith(FIX))
    .slice(0, 1)
    .map((step) => `Fix ${partName(kind, words)} as well: ${step.slice(FIX.length)}`);
}
