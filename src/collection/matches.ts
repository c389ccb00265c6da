import { InvalidInputError } from '../foundation/errors.ts';
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
      const expression = wholly(label, value);
      return (text) => expression.test(text);
    }
    case '!~': {
      const expression = wholly(label, value);
      return (text) => !expression.test(text);
    }
  }
}

function wholly(label: string, value: string): RegExp {
  // RE2 takes flags at the start of the expression, JavaScript beside it.
  const [, flags = '', pattern = ''] = /^(?:\(\?([ims]+)\))?([\s\S]*)$/.exec(value) ?? [];
  try {
    return new RegExp(`^(?:${pattern})$`, [...new Set(`${flags}s`)].join(''));
  } catch (cause) {
    throw new InvalidInputError(`the matcher ${label}=~"${value}" is no regular expression`, { cause });
  }
}
