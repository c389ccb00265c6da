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

function patternOf(label: string, value: string): Pattern {
  try {
    return readPattern(value);
  } catch (error) {
    throw new InvalidInputError(`the matcher ${label}=~"${value}" ${explain(error)}`, { cause: error });
  }
}
