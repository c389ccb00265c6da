import { type AmountUnit, formatAmount, formatAmountDelta } from '../measurement/amount.ts';
import type { GrowthPath } from '../profile/comparison.ts';
import { locationText } from '../profile/frame.ts';
import type { Kept } from '../profile/kept.ts';
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
    kept: keptText(path.kept),
    location: top === undefined || top.file === '' ? 'no source known' : locationText(top),
  };
}

/** `+51 MiB`; of an estimate `+51 MiB ± 8 MiB`. */
export function growthText({ delta, sampled }: GrowthPath, unit: AmountUnit): string {
  const said = formatAmountDelta(delta, unit);
  return sampled === undefined ? said : `${said} ± ${formatAmount(Math.ceil(sampled.margin), unit)}`;
}

function keptText(kept: Kept | undefined): string | undefined {
  if (kept?.holder === undefined) return kept?.class;
  return `${kept.class ?? 'objects'}, kept by ${kept.holder}`;
}
