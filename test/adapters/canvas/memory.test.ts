import { memoryUsage } from 'node:process';
import { expect, test } from 'vitest';
import { draw } from '../../../src/adapters/canvas/draw.worker.ts';
import { MiB } from '../../../src/measurement/bytes.ts';
import { HOUR } from '../../../src/measurement/duration.ts';
import { trackOf } from '../../../src/metrics/series.ts';
import { rssChart } from '../../../src/presentation/charts/rss-chart.ts';
import type { FlameGraph } from '../../../src/presentation/flame-graph/flame-graph.ts';
import type { Picture } from '../../../src/presentation/picture.ts';

const PICTURES = 60;

const range = { from: Date.UTC(2026, 10, 22, 10), to: Date.UTC(2026, 10, 22, 20) };
const rss = trackOf([
  [range.from, 100 * MiB],
  [range.from + HOUR, 200 * MiB],
]);
const pod = { pod: 'x2x', rss, lifetimes: [], restarts: 0, kills: [], limit: undefined } as const;
const chart = rssChart({ range, headline: 'x2x grows', service: 'api · prod', pods: [pod], chosen: 'x2x' });

const side = { time: '22 Nov 14:36', caption: '88 MiB', boxes: [] } as const;
const flameGraph: FlameGraph = {
  kind: 'flame-graph',
  title: 'a flame graph',
  subtitle: 'two sides',
  alt: 'two sides',
  unit: 'bytes',
  width: 1200,
  sides: [
    { label: 'A', ...side },
    { label: 'B', ...side },
  ],
  rows: 12,
  maxDelta: MiB,
};

// Without giving the pixels back, each picture costs its thread some 4 MiB that V8 knows nothing of.
test.each<[string, Picture]>([
  ['charts', chart],
  ['flame graphs', flameGraph],
])(`the memory that ${PICTURES} %s leave behind is that of a few`, { timeout: 60_000 }, (_, picture) => {
  const warm = 10;
  for (let i = 0; i < warm; i += 1) draw({ picture, scale: 1 });
  const before = memoryUsage.rss();
  for (let i = 0; i < PICTURES; i += 1) draw({ picture, scale: 1 });
  expect((memoryUsage.rss() - before) / MiB).toBeLessThan(80);
});
