import { createCanvas } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { fewerParts, wrapped } from '../../../src/adapters/canvas/text.ts';

const context = createCanvas(10, 10).getContext('2d');
context.font = '20px sans-serif';

test.each([
  'grew 46.3 → 130 MiB in 2 min: 85 % of it',
  '1,938 goroutines at 23 / h for 40 s',
  '9.1–84.8 MiB for 7 min',
])('a figure stays with its unit wherever “%s” is broken', (text) => {
  for (let width = 180; width < context.measureText(text).width; width += 7) {
    const lines = wrapped(context, text, width, 20);
    expect(lines.join(' ').replaceAll('\u00A0', ' ')).toBe(text);
    expect(lines.filter((line) => /^(MiB|min|s|%|\/|→)/.test(line) || /[→/]$/.test(line))).toEqual([]);
  }
});

test('a caption that is too long lacks its last parts, and no half of one', () => {
  const within = (length: number) => (text: string) => text.length <= length;
  const caption = '22.5 MiB of heap, 12 s after start, memory at 34 % of the limit';
  expect(fewerParts(caption, within(100))).toBe(caption);
  expect(fewerParts(caption, within(60))).toBe('22.5 MiB of heap, 12 s after start');
  expect(fewerParts(caption, within(20))).toBe('22.5 MiB of heap');
  expect(fewerParts(caption, within(9))).toBe('22.5 MiB…');
});
