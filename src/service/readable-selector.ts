import type { LabelMatcher } from '../metrics/series.ts';

/** Characters. A longer pattern is shown by what all that it matches begin with: people read it on a phone. */
const LONGEST = 40;

/** A selector as people read it: `{namespace="prod", pod=~"api-…"}`. */
export function readableSelector(selector: readonly LabelMatcher[]): string {
  const parts = readableMatchers(selector).map(({ label, op, value }) => `${label}${op}"${value}"`);
  return `{${parts.join(', ')}}`;
}

/** For people alone: they say less than what is asked for. */
export function readableMatchers(selector: readonly LabelMatcher[]): readonly LabelMatcher[] {
  return selector.map((matcher) => {
    const { op, value } = matcher;
    const isLong = (op === '=~' || op === '!~') && value.length > LONGEST;
    return isLong ? { ...matcher, value: `${beginningOf(value)}…` } : matcher;
  });
}

/** What a pattern that allows several forms has in common, without what only patterns hold. */
function beginningOf(pattern: string): string {
  const [first = '', ...others] = pattern.split('|').map((each) => literalBeginning(each));
  const common = others.reduce((begun, each) => commonBeginning(begun, each), first);
  return (common === '' ? first : common).slice(0, LONGEST);
}

function literalBeginning(pattern: string): string {
  const literal = /^(?:\\.|[^\\[\](){}.*+?^$|])*/.exec(pattern)?.[0] ?? '';
  return literal.replaceAll('\\', '');
}

function commonBeginning(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}
