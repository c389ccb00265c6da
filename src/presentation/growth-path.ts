import { type AmountUnit, formatAmount, formatAmountDelta } from '../measurement/amount.ts';
import { type GrowthPath, isOfClass } from '../profile/comparison.ts';
import { locationText } from '../profile/frame.ts';
import { keptText } from '../profile/kept-text.ts';
import { shortName } from '../profile/short-names.ts';

/** A growing path in words: who called whom down to the growing frame, and where that stands. */
export interface GrowthPathText {
  /** `markets.getOrQueryMarketsValues → cache.(*MarketsValueCache).Put` */
  readonly chain: string;
  /** `cache/markets.go:88` */
  readonly location: string;
  /** `byte[], kept by static QuoteCache.CACHE → HashMap.table → Quote.payload`; absent where the profile shows neither. */
  readonly kept?: string | undefined;
}

/** Frames of the chain that a line has room for: the growing one and who called it. */
const CHAIN = 2;

export function growthPathText(path: GrowthPath): GrowthPathText {
  const shown = path.frames.slice(0, CHAIN).map((frame) => shortName(frame.function));
  const [top] = path.frames;
  return {
    chain: shown.reverse().join(' → ') || '(unknown)',
    // Where a class stands for what allocates it, it is named already.
    kept: isOfClass(path) && path.kept?.holder === undefined ? undefined : keptText(path.kept),
    location: (top && locationText(top)) || 'no source known',
  };
}

/** `+51 MiB`; of an estimate `+51 MiB ± 8 MiB`. */
export function growthText({ delta, sampled }: GrowthPath, unit: AmountUnit): string {
  const said = formatAmountDelta(delta, unit);
  return sampled === undefined ? said : `${said} ± ${formatAmount(Math.ceil(sampled.margin), unit)}`;
}
