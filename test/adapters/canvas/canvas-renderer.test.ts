import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, describe, expect, test } from 'vitest';
import { canvasRenderer } from '../../../src/adapters/canvas/canvas-renderer.ts';
import { MiB } from '../../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import type { PodMemory } from '../../../src/metrics/lifetime.ts';
import { trackOf } from '../../../src/metrics/series.ts';
import { rssChart } from '../../../src/presentation/charts/rss-chart.ts';
import type { Picture } from '../../../src/presentation/picture.ts';

const renderer = canvasRenderer({ scale: 1, heapMb: 128 });
afterAll(() => renderer.close());

const range = { from: Date.UTC(2026, 10, 22, 10), to: Date.UTC(2026, 10, 22, 20) };

function climbing(pod: string, perHour: number, limit?: number): PodMemory {
  const points = Array.from(
    { length: 600 },
    (_, i) => [range.from + i * MINUTE, 100 * MiB + (i / 60) * perHour] as const,
  );
  return { pod, rss: trackOf(points), limit, lifetimes: [{ ...range, end: 'running' }], restarts: 0, kills: [] };
}

function chartOf(pods: readonly PodMemory[]): Picture {
  return rssChart({ range, headline: 'x2x grows 30 MiB/h', service: 'api · prod', pods, chosen: pods[0]?.pod });
}

async function pixelsOf(png: Uint8Array) {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const colours = new Map<string, number>();
  for (let i = 0; i < data.length; i += 4) {
    const colour = `#${[data[i], data[i + 1], data[i + 2]].map((part) => (part ?? 0).toString(16).padStart(2, '0')).join('')}`;
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  return { width: image.width, height: image.height, colours };
}

describe('pictures as PNG', () => {
  test('a chart has the size asked for, the chosen line, the limit and no transparent ground', async () => {
    const picture = await pixelsOf(await renderer.render(chartOf([climbing('x2x', 30 * MiB, 512 * MiB)])));
    expect([picture.width, picture.height]).toEqual([1200, 780]);
    expect(picture.colours.get('#d9730d') ?? 0).toBeGreaterThan(3000);
    expect(picture.colours.get('#c22f23') ?? 0).toBeGreaterThan(1500);
    expect(picture.colours.get('#ffffff') ?? 0).toBeGreaterThan(500_000);
  });

  test('without a limit nothing red is drawn', async () => {
    const { colours } = await pixelsOf(await renderer.render(chartOf([climbing('x2x', 30 * MiB)])));
    expect(colours.get('#c22f23') ?? 0).toBe(0);
  });

  test('200 pods of 600 points take about as long as one', async () => {
    const pods = Array.from({ length: 200 }, (_, i) => climbing(`api-${i}`, i === 0 ? 30 * MiB : 0, 512 * MiB));
    const started = performance.now();
    const png = await renderer.render(chartOf(pods));
    expect(performance.now() - started).toBeLessThan(5000);
    expect(png.length).toBeLessThan(200 * 1024);
  });
});

describe('a picture that cannot be drawn', () => {
  test('fails alone, with its name; the next one is drawn', async () => {
    const broken = { ...chartOf([climbing('x2x', 0)]), lines: 'none' } as unknown as Picture;
    await expect(renderer.render(broken)).rejects.toMatchObject({
      code: 'picture',
      message: 'cannot draw the chart "x2x grows 30 MiB/h"',
    });
    expect((await renderer.render(chartOf([climbing('x2x', HOUR)]))).length).toBeGreaterThan(10_000);
  });

  test('a thread that dies of memory takes neither the process nor the next picture with it', async () => {
    const small = canvasRenderer({ scale: 1, heapMb: 24 });
    const chart = chartOf([climbing('x2x', 0)]);
    const points = Array.from({ length: 400_000 }, (_, i) => [range.from + i, i] as const);
    const huge = { ...chart, lines: [{ label: 'huge', role: 'muted', axis: 'first', points }] } as unknown as Picture;
    await expect(small.render(huge)).rejects.toMatchObject({ code: 'picture' });
    expect((await small.render(chart)).length).toBeGreaterThan(10_000);
    await small.close();
  });

  test('an aborted one ends at once', async () => {
    const stop = new AbortController();
    const drawing = renderer.render(chartOf([climbing('x2x', 0)]), stop.signal);
    stop.abort();
    await expect(drawing).rejects.toMatchObject({ code: 'picture' });
  });
});
