import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SIZE } from '../../../src/adapters/canvas/style.ts';

const CANVAS = join(import.meta.dirname, '../../../src/adapters/canvas');

/** Slack on a small phone shows a picture so wide, without a tap: CSS pixels. */
const PHONE = 308;
/** Looked at, on a screen of two pixels a CSS pixel: below it the figures beside an axis run together. */
const LEGIBLE = 6.9;

const sources = readdirSync(CANVAS)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => [name, readFileSync(join(CANVAS, name), 'utf8')] as const);

/** The sizes that are written with, as they stand in the source. */
const sizes = sources.flatMap(([name, text]) =>
  [...text.matchAll(/\bfont\((?!size: number)([^,)]+)|family: FONT_FAMILY, size: ([^,}]+)/g)].map(
    ([, called = '', charted = '']) => [name, (called || charted).trim()] as const,
  ),
);

test('nothing is written smaller than a small phone shows legibly', () => {
  expect(sizes.length).toBeGreaterThan(10);
  const known = new Map<string, number>([
    ...Object.entries(SIZE).map(([name, value]) => [`SIZE.${name}`, value] as const),
    // Between the two of SIZE: header.ts.
    ['size', SIZE.titleLeast],
    ['header.titleSize', SIZE.titleLeast],
  ]);
  const shown = sizes.map(([name, written]) => {
    const [first = '', more = '0'] = written.split(' + ');
    const size = (known.get(first) ?? Number(first)) + Number(more);
    return { name, written, shown: (size * PHONE) / SIZE.width };
  });
  expect(shown.filter((each) => !(each.shown >= LEGIBLE))).toEqual([]);
});
