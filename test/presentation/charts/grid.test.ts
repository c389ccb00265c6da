import { expect, test } from 'vitest';
import { bridged } from '../../../src/presentation/charts/grid.ts';

/** `1 . . 2`: a dot is a column without a sample. */
function drawn(text: string): readonly (number | null)[] {
  return text.split(' ').map((each) => (each === '.' ? null : Number(each)));
}

test.each([
  ['a column or two without a sample are no gap', '1 . 2 . . 3', '1 1 2 2 2 3', []],
  ['more are one', '1 . . . . 2', '1 . . . . 2', []],
  ['what ends stays ended', '1 2 . .', '1 2 . .', []],
  ['a start is not crossed', '1 . 2 . 3', '1 . 2 2 3', [2]],
])('%s', (_, means, shown, breaks) => {
  expect(bridged(drawn(means), new Set(breaks))).toEqual(drawn(shown));
});
