import { explain, InvalidInputError } from '../foundation/errors.ts';
import { type Pattern, readPattern } from '../foundation/regular-expression.ts';
import type { LabelMatcher } from '../metrics/series.ts';

/**
 * A test for label sets, by Prometheus' rules: a label that is absent equals the empty text, and a regular expression
 * must match the whole value. Throws InvalidInputError for an expression that is none.
 */
export function matching(matchers: readonly LabelMatcher[]): (labels: Readonly<Record<string, string>>) => boolean {
  const tests = matchers.map((matcher) => ({ label: matcher.label, test: testOf(matcher) }));
  return (labels) => tests.every(({ label, test }) => test(labels[label] ?? ''));
}

function testOf({ label, op, value }: LabelMatcher): (text: string) => boolean {
  switch (op) {
    case '=':
      return (text) => text === value;
    case '!=':
      return (text) => text !== value;
    case '=~': {
      const pattern = patternOf(label, value);
      return (text) => pattern.fits(text);
    }
    case '!~': {
      const pattern = patternOf(label, value);
      return (text) => !pattern.fits(text);
    }
  }
}

/** A look asks for some hundred metrics by the same few expressions, and reading one takes as long as matching a thousand labels. */
const patterns = new Map<string, Pattern>();
/** Expressions that are kept; labels of a large service may bring new ones without end. */
const MOST_PATTERNS = 500;

function patternOf(label: string, value: string): Pattern {
  const known = patterns.get(value);
  if (known !== undefined) return known;
  try {
    const pattern = readPattern(value);
    if (patterns.size >= MOST_PATTERNS) patterns.clear();
    patterns.set(value, pattern);
    return pattern;
  } catch (error) {
    throw new InvalidInputError(`the matcher ${label}=~"${value}" ${explain(error)}`, { cause: error });
  }
}
