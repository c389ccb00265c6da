import { amountUnit, formatAmountDelta } from '../measurement/amount.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import type { Comparison, GrowthPath } from '../profile/comparison.ts';
import { shortName } from '../profile/short-names.ts';

/** Names that a sentence has room for. */
const MOST_NAMED = 3;

/** What grew and is not ranked: too few objects stand behind it, or it is the work of what takes the profile. */
export function unrankedLines({
  tooFew = [],
  ofProfiler,
  delta,
  unit,
}: Pick<Comparison, 'tooFew' | 'ofProfiler' | 'delta' | 'unit'>): readonly string[] {
  const amount = (value: number) => formatAmountDelta(value, amountUnit(unit));
  return [
    ...(tooFew.length === 0 ? [] : [tooFewLine(tooFew, amount)]),
    ...(ofProfiler === undefined
      ? []
      : [
          `The endpoint that writes these profiles (leakbot.*) gained ${amount(ofProfiler)} itself${delta > ofProfiler ? ` (${formatShare(ofProfiler / delta)} of the growth)` : ''}: that is not the service’s.`,
        ]),
  ];
}

function tooFewLine(paths: readonly GrowthPath[], amount: (value: number) => string): string {
  const named = paths.slice(0, MOST_NAMED).map(({ frames, sampled }) => {
    const [first] = frames;
    const line = first !== undefined && first.line > 0 ? `:${first.line}` : '';
    const name = first === undefined ? 'without a stack' : `${shortName(first.function)}${line}`;
    return sampled === undefined ? name : `${name} (${countOf(sampled.current, 'object')})`;
  });
  const rest = paths.length - named.length;
  const more = rest > 0 ? ` and ${countOf(rest, 'more path')}` : '';
  const all = amount(paths.reduce((sum, { delta }) => sum + delta, 0));
  return `Too few samples to rank: ${named.join(', ')}${more}, ${all} together.`;
}
