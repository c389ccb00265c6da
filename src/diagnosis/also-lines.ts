import type { Attribution } from '../attribution/attribution.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatShare } from '../measurement/share.ts';
import type { RuntimeWords } from '../runtime/runtime-words.ts';
import { causesOf, grownAs, partName, partOutside } from './as-large.ts';
import type { SettledStep } from './case-file.ts';
import type { FindingKind } from './finding.ts';
import type { Verdict } from './verdict.ts';

/** What grew beside the cause of the finding, a line for each kind. */
export function alsoLines(
  verdict: Verdict,
  words: RuntimeWords,
  steps: readonly Pick<SettledStep, 'answer' | 'judgement' | 'means'>[] = [],
): readonly string[] {
  return verdict.also.map((kind) =>
    steps.some(({ means, answer, judgement }) => means.yes === kind && answer === 'no' && judgement.answer === 'no')
      ? stoppedLine(kind, verdict, words)
      : alsoLine(kind, verdict, words),
  );
}

/** What gained a part of the growth, and no longer grows by the question about it: of one thing two sentences agree. */
function stoppedLine(kind: FindingKind, { attribution }: Verdict, words: RuntimeWords): string {
  const gained = attribution === undefined ? 0 : grownAs(kind, attribution);
  return `Gained a part, and does not grow on: ${partName(kind, words)}${figureOf(gained, attribution)}.`;
}

function alsoLine(kind: FindingKind, { attribution, asLarge }: Verdict, words: RuntimeWords): string {
  const name = partName(kind, words);
  const all = attribution === undefined ? 0 : grownAs(kind, attribution);
  if (asLarge?.kind !== kind) return `${alsoHow(kind, attribution)}: ${name}${figureOf(all, attribution)}.`;
  const part = partOutside(asLarge, words);
  if (part === undefined || all <= asLarge.cause.bytes)
    return `Explains about as much: ${part ?? name}${figureOf(all, attribution)}.`;
  const own = figureOf(asLarge.cause.bytes, attribution);
  return `Explains about as much: ${part}${own}, of all that ${name} gained${figureOf(all, attribution)}.`;
}

/** What grew more than the cause of the finding is none for its last half: what stopped does not leak. */
function alsoHow(kind: FindingKind, attribution: Attribution | undefined): string {
  const own = attribution === undefined ? [] : causesOf(kind, attribution);
  const most = attribution?.leader?.share ?? 1;
  if (own.some(({ share }) => share > most)) return 'Grew more at first, and less in the last half';
  const several = own.reduce((sum, { share }) => sum + share, 0) > most;
  return several ? 'Grew too, in parts that each explain less' : 'Grew too, but explains less';
}

/** What it explains, in brackets: `(17.6 MiB, 18 %)`. */
function figureOf(bytes: Bytes, attribution: Attribution | undefined): string {
  if (attribution === undefined || bytes === 0 || attribution.whole <= 0) return '';
  return ` (${formatBytes(bytes)}, ${formatShare(Math.min(1, bytes / attribution.whole))})`;
}
