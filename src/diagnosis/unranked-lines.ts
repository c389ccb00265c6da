import { amountUnit, formatAmount, formatAmountDelta } from '../measurement/amount.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import type { Comparison, GrowthPath } from '../profile/comparison.ts';
import { shortName } from '../profile/short-names.ts';

/** Names that a sentence has room for. */
const MOST_NAMED = 3;

type Unranked = Pick<Comparison, 'tooFew' | 'unplaced' | 'ofProfiler' | 'ofProfilerMargin' | 'delta' | 'unit'>;

/** What grew and is not ranked: too few objects stand behind it, it has no place, or it is the work of what takes the profile. */
export function unrankedLines(comparison: Unranked): readonly string[] {
  const { tooFew = [], unplaced, ofProfiler, ofProfilerMargin, delta, unit } = comparison;
  const amount = (value: number) => formatAmountDelta(value, amountUnit(unit));
  const part = (value: number) => (delta > value ? ` (${formatShare(value / delta)} of the growth)` : '');
  const margin =
    ofProfilerMargin === undefined ? '' : ` ± ${formatAmount(Math.ceil(ofProfilerMargin), amountUnit(unit))}`;
  return [
    ...(tooFew.length === 0 ? [] : [tooFewLine(tooFew, amount)]),
    ...(unplaced === undefined
      ? []
      : [`${amount(unplaced)}${part(unplaced)} is what the profiles cannot place: no line of theirs stands for it.`]),
    ...(ofProfiler === undefined
      ? []
      : [
          `The endpoint that writes these profiles (leakbot.*) gained ${amount(ofProfiler)}${margin} itself${part(ofProfiler)}: that is not the service’s.`,
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
