import { loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { canvasRenderer } from '../../../src/adapters/canvas/canvas-renderer.ts';
import { aTree, comparing, flameGraphOf } from '../../presentation/flame-graph/a-tree.ts';

const leak = comparing(
  aTree(`
  all 20 100
    http.serve 10 80
      api.Quote 10 80 app top
        cache.Put 8 70 app top
        json.Unmarshal 2 10
    worker.Run 10 20 app
`),
);

async function sizeAt(scale: number, width?: number): Promise<readonly [number, number]> {
  const renderer = canvasRenderer({ scale });
  try {
    const image = await loadImage(await renderer.render(flameGraphOf(leak, undefined, width)));
    return [image.width, image.height];
  } finally {
    await renderer.close();
  }
}

test('the same data is drawn in any size', async () => {
  const [width, height] = await sizeAt(1);
  expect(width).toBe(1200);
  for (const scale of [0.25, 0.5, 2, 3])
    expect(await sizeAt(scale)).toEqual([width * scale, Math.ceil(height * scale)]);
});

test.each([
  { width: 390, scale: 1 },
  { width: 390, scale: 3 },
  { width: 920, scale: 1 },
  { width: 2400, scale: 1 },
])('a graph for $width pixels is as wide as that at scale $scale', async ({ width, scale }) => {
  expect((await sizeAt(scale, width))[0]).toBe(width * scale);
});

test('a graph for a phone is lower, as its type is smaller; one for a wide screen has type of the usual size', async () => {
  const [, usual] = await sizeAt(1);
  const [, phone] = await sizeAt(1, 390);
  const [, wide] = await sizeAt(1, 2400);
  expect(phone).toBeLessThan(usual / 2);
  expect(wide).toBeLessThanOrEqual(usual);
});
