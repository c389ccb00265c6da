import { expect, test } from 'vitest';
import { matching } from '../../src/collection/matches.ts';

test.each([
  ['=', 'prod', 'prod', true],
  ['=', '', undefined, true],
  ['!=', 'prod', undefined, true],
  ['=~', '(?i)PROD-.+', 'prod-eu', true],
  ['!~', '[[:alpha:]]+', 'prod', false],
  ['!~', '.+', undefined, true],
] as const)('namespace %s %j on %j: %s', (op, value, actual, fits) => {
  const labels = actual === undefined ? {} : { namespace: actual };
  expect(matching([{ label: 'namespace', op, value }])(labels)).toBe(fits);
});

test('an expression that is none is named with its label', () => {
  expect(() => matching([{ label: 'pod', op: '=~', value: '(' }])).toThrow(/matcher pod=~"\(" is not a regular/);
});
