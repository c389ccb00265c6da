import { expect, test } from 'vitest';
import { aTree, comparing, flameGraphOf } from './a-tree.ts';

// Of 1000: `hair` is 0.8 %, `thin` 1.4 %, `fair` 2 %.
const tree = comparing(
  aTree(`
  all 0 1000
    leak 0 958 app top
    fair 0 20
    thin 0 14
    hair 0 8
`),
);

function shownAt(width: number): readonly string[] {
  const [, current] = flameGraphOf(tree, undefined, width).sides;
  return current.boxes
    .filter((box) => box.row === 1)
    .map((box) => (box.kind === 'other' ? `merged: ${box.name}` : box.name));
}

test('the wider the picture, the more small frames it shows by name', () => {
  // 14.4 of 920, of 1200 and of 2400: 1.6 %, 1.2 % and 0.6 %.
  expect(shownAt(390)).toEqual(['leak', 'fair', 'merged: 2 other']);
  expect(shownAt(1200)).toEqual(['leak', 'fair', 'thin', 'merged: hair']);
  expect(shownAt(2400)).toEqual(['leak', 'fair', 'thin', 'hair']);
});

test.each([0, -1, 199, 8001, Number.NaN, Number.POSITIVE_INFINITY])('%d pixels is no width', (width) => {
  expect(() => flameGraphOf(tree, undefined, width)).toThrow(/200 to 8000 pixels wide/);
});
