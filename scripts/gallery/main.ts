import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { canvasRenderer } from '../../src/adapters/canvas/canvas-renderer.ts';
import { formatInstant } from '../../src/measurement/time.ts';
import { comparisonFlameGraph } from '../../src/presentation/flame-graph/comparison-flame-graph.ts';
import type { Picture } from '../../src/presentation/picture.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import { sampleCauses } from './sample-causes.ts';
import { sampleCharts } from './sample-charts.ts';
import { heapLeak, noGrowth } from './sample-comparisons.ts';

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'gallery-out' }, only: { type: 'string' } },
});

const flame = (comparison: Comparison, title: string, noun?: string, width?: number) => {
  const a = { time: formatInstant(comparison.base.time), caption: '88 MiB, 25 min after start' };
  const b = {
    time: formatInstant(comparison.current.time),
    caption: '402 MiB, 6 min before the kill, memory at 99 % of the limit',
  };
  return comparisonFlameGraph({ comparison, title, pod: 'x2x', a, b, noun, width });
};

const pictures: Readonly<Record<string, Picture>> = {
  ...sampleCharts(),
  ...sampleCauses(),
  'flame-heap': flame(heapLeak(), 'MarketsValueCache keeps 271 of the 314 MiB that were added'),
  'flame-goroutines': flame(
    heapLeak('count', 100),
    '27,100 of 31,400 new goroutines wait in MarketsValueCache.Put',
    'goroutines',
  ),
  'flame-heap-390': flame(heapLeak(), 'MarketsValueCache keeps 271 of the 314 MiB that were added', undefined, 390),
  'flame-heap-2400': flame(heapLeak(), 'MarketsValueCache keeps 271 of the 314 MiB that were added', undefined, 2400),
  'flame-no-growth': flame(noGrowth(), 'No path grew: 80 → 81 MiB'),
};

await mkdir(values.out, { recursive: true });
const renderer = canvasRenderer();
for (const [name, picture] of Object.entries(pictures)) {
  if (values.only !== undefined && !name.includes(values.only)) continue;
  const started = performance.now();
  const png = await renderer.render(picture);
  await writeFile(join(values.out, `${name}.png`), png);
  console.log(`${name}.png  ${Math.round(png.length / 1024)} KiB  ${Math.round(performance.now() - started)} ms`);
}
await renderer.close();
