import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const DRAW = `
  import { GlobalFonts } from '@napi-rs/canvas';
  const { draw } = await import('./src/adapters/canvas/draw.worker.ts');
  const { rssChart } = await import('./src/presentation/charts/rss-chart.ts');
  const range = { from: 0, to: 3600_000 };
  const rss = { times: Float64Array.of(0, 60_000, 120_000), values: Float64Array.of(1e8, 2e8, 3e8) };
  const pod = { pod: 'x2x', rss, limit: 4e8, lifetimes: [{ ...range, end: 'running' }], restarts: 0, kills: [] };
  const picture = rssChart({ range, headline: 'x2x grows ⋯ 62 MiB/h → ✕ ±0', service: 'api · prod', pods: [pod], chosen: 'x2x' });
  process.stdout.write(JSON.stringify(GlobalFonts.families.map(({ family }) => family)) + '\\n');
  process.stdout.write(Buffer.from(draw({ picture, scale: 1 })).toString('base64'));
`;

/** Draws the same chart in a process of its own: fonts are registered for a whole process. */
function drawnWith(env: Readonly<Record<string, string>>) {
  const answer = execFileSync(process.execPath, ['--input-type=module', '--eval', DRAW], {
    cwd: join(import.meta.dirname, '..', '..', '..'),
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 10_000_000,
  });
  const [families = '[]', png = ''] = answer.split('\n');
  return { families: JSON.parse(families) as readonly string[], hash: createHash('sha256').update(png).digest('hex') };
}

test('text is the same on a machine without any font', () => {
  const here = drawnWith({});
  const bare = drawnWith({ DISABLE_SYSTEM_FONTS_LOAD: '1', HOME: mkdtempSync(join(tmpdir(), 'no-fonts-')) });
  // The file is also known by the name that it carries.
  expect(bare.families).toEqual(['DejaVu Sans', 'Leakbot Sans']);
  expect(bare.hash).toBe(here.hash);
});
