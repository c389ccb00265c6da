import { describe, expect, test } from 'vitest';
import { readPattern } from '../../src/foundation/regular-expression.ts';

// What fits is RE2's documented syntax (https://github.com/google/re2/wiki/Syntax), anchored as Prometheus documents its
// matchers (https://prometheus.io/docs/prometheus/latest/querying/basics/).
test.each([
  ['prod', 'prod', true],
  ['prod', 'prod-eu', false],
  ['prod|dev', 'prod-eu', false],
  ['prod-.*', 'prod-eu', true],
  ['(?i)PROD', 'prod', true],
  ['a(?i)b', 'aB', true],
  ['(?i:a)b', 'aB', false],
  ['prod\\z', 'prod', true],
  ['[[:alpha:]]+', 'prod', true],
  ['[[:alpha:]]+', 'prod1', false],
  ['\\pL+', 'größe', true],
  ['\\Qa.b\\E', 'axb', false],
  ['(?P<name>a)', 'a', true],
  ['a.b', 'a\nb', true],
  ['', '', true],
])('%s and %j: %s', (expression, text, fits) => expect(readPattern(expression).fits(text)).toBe(fits));

describe('what is none', () => {
  test.each([
    ['(', /missing closing \)/],
    ['a)(b', /unexpected \)/],
    ['(?=a)', /invalid or unsupported Perl syntax/],
    ['(a)\\1', /invalid escape sequence/],
    ['a{1001}', /invalid repeat count/],
  ])('%s', (expression, why) => expect(() => readPattern(expression)).toThrow(why));
});

test('a text that makes a backtracking engine try every way takes no time', () => {
  const before = performance.now();
  expect(readPattern('(a*)*b').fits('a'.repeat(5_000))).toBe(false);
  expect(performance.now() - before).toBeLessThan(2_000);
});

test('what is wrong is said once', () => {
  expect(() => readPattern('(')).toThrow(/^is not a regular expression: missing closing \): `\(`$/);
});
