import { expect, test } from 'vitest';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import { parseQuantity } from '../../src/measurement/quantity.ts';

test.each([
  ['160Mi', 160 * MiB],
  ['1536Mi', 1.5 * GiB],
  ['1G', 1e9],
  ['1e9', 1e9],
  ['12E6', 12e6],
  ['1E', 1e18],
  ['2Pi', 2 * 1024 ** 5],
  ['500k', 500_000],
  ['134217728', 128 * MiB],
  // What the API makes of 0.1Gi and of 2.5: a fraction of a byte is rounded up.
  ['107374182400m', 107_374_183],
  ['2500m', 3],
  ['1n', 1],
  ['0', 0],
  ['1.5Gi', 1.5 * GiB],
  ['.5M', 500_000],
  ['512MiB', undefined],
  ['1K', undefined],
  ['1e3Mi', undefined],
  ['-1Mi', undefined],
  ['', undefined],
  ['Mi', undefined],
])('the quantity %s is %s', (text, value) => expect(parseQuantity(text)).toBe(value));
