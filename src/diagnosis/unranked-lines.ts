import { amountUnit, formatAmount, formatAmountDelta } from '../measurement/amount.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import type { Comparison, GrowthPath } from '../profile/comparison.ts';
import { shortName } from '../profile/short-names.ts';

/** Names that a sentence has room for. */
const MOST_NAMED = 3;

type Unranked = Pick<
  Comparison,
  'tooFew' | 'withinError' | 'unplaced' | 'ofProfiler' | 'ofProfilerMargin' | 'delta' | 'unit'
>;

/** What grew and is not ranked: too few objects stand behind it, it has no place, or it is the work of what takes the profile. */
export function unrankedLines(comparison: Unranked): readonly string[] {
  const { tooFew = [], withinError = [], unplaced, ofProfiler, ofProfilerMargin, delta, unit } = comparison;
  const amount = (value: number) => formatAmountDelta(value, amountUnit(unit));
  const part = (value: number) => (delta > value ? ` (${formatShare(value / delta)} of the growth)` : '');
  const margin =
    ofProfilerMargin === undefined ? '' : ` ± ${formatAmount(Math.ceil(ofProfilerMargin), amountUnit(unit))}`;
  return [
    ...(withinError.length === 0 ? [] : [withinErrorLine(withinError, unit)]),
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
  const named = paths.slice(0, MOST_NAMED).map((path) => {
    const { sampled } = path;
    return sampled === undefined ? placeOf(path) : `${placeOf(path)} (${countOf(sampled.current, 'object')})`;
  });
  const all = amount(paths.reduce((sum, { delta }) => sum + delta, 0));
  return `Too few samples to rank: ${named.join(', ')}${more(paths)}, ${all} together.`;
}

/** Objects enough, and no change that they could show: as of what is replaced all the time, or what large objects displaced. */
function withinErrorLine(paths: readonly GrowthPath[], unit: string): string {
  const named = paths.slice(0, MOST_NAMED).map((path) => {
    const objects = path.sampled === undefined ? '' : `${countOf(path.sampled.current, 'object')}, `;
    const off =
      path.sampled === undefined ? '' : ` ± ${formatAmount(Math.ceil(path.sampled.margin), amountUnit(unit))}`;
    return `${placeOf(path)} (${objects}${formatAmountDelta(path.delta, amountUnit(unit))}${off})`;
  });
  return `No change that the samples could show: ${named.join(', ')}${more(paths)}.`;
}

function more(paths: readonly GrowthPath[]): string {
  const rest = paths.length - MOST_NAMED;
  return rest > 0 ? ` and ${countOf(rest, 'more path')}` : '';
}

function placeOf({ frames: [first] }: GrowthPath): string {
  if (first === undefined) return 'without a stack';
  return `${shortName(first.function)}${first.line > 0 ? `:${first.line}` : ''}`;
}
