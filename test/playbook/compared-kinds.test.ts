import { expect, test } from 'vitest';
import { comparedKinds } from '../../src/playbook/compared-kinds.ts';

test('no JVM is asked for goroutine profiles; what may be a Go program is', () => {
  expect(comparedKinds('jvm')).toEqual(['heap']);
  expect(comparedKinds('go')).toEqual(['heap', 'goroutine']);
  expect(comparedKinds('unknown')).toEqual(['heap', 'goroutine']);
  expect(comparedKinds(undefined)).toEqual(['heap', 'goroutine']);
});
