import { describe, expect, test } from 'vitest';
import { COLOUR, GROWTH_COLOUR } from '../../../src/adapters/canvas/style.ts';
import type { Growth } from '../../../src/presentation/flame-graph/flame-graph.ts';

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/**
 * How colours look to those who lack one kind of cone, on linear RGB at full severity: Machado, Oliveira and Fernandes,
 * "A Physiologically-based Model for Simulation of Color Vision Deficiency" (IEEE TVCG 15/6, 2009), table of matrices.
 */
const SIGHT: Readonly<Record<string, Matrix>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function times(matrix: Matrix, [r, g, b]: Rgb): Rgb {
  const row = ([x, y, z]: Rgb) => Math.min(1, Math.max(0, x * r + y * g + z * b));
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

/** CIE L*a*b* (D65) from linear sRGB. */
function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** ΔE of 1976: about 2.3 can just be distinguished side by side; boxes stand apart from each other, so much more is asked. */
function distance(a: string, b: string, sight: Matrix): number {
  const [one, other] = [lab(times(sight, linear(a))), lab(times(sight, linear(b)))];
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

/** Of WCAG 2: (L1 + 0.05) / (L2 + 0.05). */
function contrast(a: string, b: string, sight: Matrix): number {
  const luminance = (hex: string) => {
    const [r, g, blue] = times(sight, linear(hex));
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const GROWTHS = Object.keys(GROWTH_COLOUR) as Growth[];
const PAIRS = GROWTHS.flatMap((a, i) => GROWTHS.slice(i + 1).map((b) => [a, b] as const));

describe.each(Object.entries(SIGHT))('seen with %s', (_, sight) => {
  test.each(PAIRS)('%s and %s are distinguished', (a, b) => {
    expect(distance(GROWTH_COLOUR[a].fill, GROWTH_COLOUR[b].fill, sight)).toBeGreaterThan(15);
  });

  test.each(GROWTHS)('the text on %s can be read', (growth) => {
    expect(contrast(GROWTH_COLOUR[growth].fill, GROWTH_COLOUR[growth].text, sight)).toBeGreaterThan(4.5);
  });

  test('more growth is darker, step by step, whatever colour is seen; what shrank is not on that scale', () => {
    const lightness = (['same', 'little', 'more', 'most'] as const).map(
      (growth) => lab(times(sight, linear(GROWTH_COLOUR[growth].fill)))[0],
    );
    expect(lightness.slice(1)).toEqual(lightness.slice(1).toSorted((x, y) => y - x));
    expect((lightness[1] ?? 0) - (lightness[3] ?? 0)).toBeGreaterThan(30);
  });

  // It is a dark line with a light one inside.
  test.each(GROWTHS)('the outline stands out from %s', (growth) => {
    const { fill } = GROWTH_COLOUR[growth];
    const [dark, light] = [contrast(COLOUR.ink, fill, sight), contrast(COLOUR.background, fill, sight)];
    expect(Math.max(dark, light)).toBeGreaterThan(4.5);
  });
});
