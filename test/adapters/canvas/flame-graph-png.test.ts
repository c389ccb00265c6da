import { loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { canvasRenderer } from '../../../src/adapters/canvas/canvas-renderer.ts';
import { aTree, comparing, flameGraphOf } from '../../presentation/flame-graph/a-tree.ts';

const graph = flameGraphOf(
  comparing(
    aTree(`
  all 20 100
    http.serve 10 80
      api.Quote 10 80 app top
        cache.Put 8 70 app top
        json.Unmarshal 2 10
    worker.Run 10 20 app
`),
  ),
);

async function sizeAt(scale: number): Promise<readonly [number, number]> {
  const renderer = canvasRenderer({ scale });
  try {
    const { width, height } = await loadImage(await renderer.render(graph));
    return [width, height];
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
