import { expect, test } from 'vitest';
import { wholeCacheLine, wholeCachePart } from '../../src/diagnosis/page-cache.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { aRun } from '../attribution/a-run.ts';
import { minute } from '../support/a-pod.ts';

function observed(bytes: NonNullable<Parameters<typeof aRun>[0]['bytes']>) {
  const runs = { pod: 'tiles-1', runs: [aRun({ limit: 500, bytes })], cpus: 1, restarts: 0 };
  const range = { from: minute(0), to: minute(100) };
  return { range, step: MINUTE, pods: [], chosen: 'tiles-1', measured: {}, deploys: [], runs };
}

test('pages on the inactive list are page cache as well, though no working set', () => {
  const mapped = observed({
    rss: 20,
    usage: 490,
    'page-cache': 460,
    'working-set': [40, 190],
    'active-file': [10, 160],
  });
  expect(wholeCachePart(mapped, 500 * MiB)).toBe('takes 92 % of the limit');
  const [line = ''] = wholeCacheLine(mapped, 500 * MiB);
  expect(line).toMatch(/^Page cache as a whole stands at 460 of the limit of 500 MiB: 1\d\d MiB of it are in use/);
});

test('files in memory are no page cache, and what is all in use needs no second figure', () => {
  const shared = observed({ rss: 20, usage: 480, 'page-cache': 450, 'working-set': 470, 'active-file': 150 });
  expect(wholeCachePart(shared, 500 * MiB)).toBe('takes 32 % of the limit');
  expect(wholeCacheLine(shared, 500 * MiB)).toEqual([]);
});

test('a small cache, or one that no metric shows, has no share', () => {
  const small = observed({ rss: 300, usage: 360, 'page-cache': 50, 'working-set': 330, 'active-file': 20 });
  expect(wholeCachePart(small, 500 * MiB)).toBeUndefined();
  expect(wholeCachePart(observed({ rss: 20, 'working-set': 190 }), 500 * MiB)).toBeUndefined();
});
