import { expect, test } from 'vitest';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { judgeRun } from '../../src/attribution/stable.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { aRun, type Drawn, goBytes } from './a-run.ts';

/** A container as cAdvisor sees it, and the process in it that reports its memory. */
function container(
  charged: Drawn,
  { main, ...rest }: { readonly main: Drawn } & Pick<Parameters<typeof aRun>[0], 'runtime' | 'counts'>,
  bytes: Parameters<typeof aRun>[0]['bytes'] = {},
): ContainerRun {
  const run = aRun({
    limit: 1024,
    ...rest,
    bytes: { 'working-set': charged, rss: charged, 'process-rss': main, ...bytes },
  });
  const rss = run.tracks.rss;
  if (rss === undefined) throw new Error('no memory was drawn');
  return { ...run, tracks: { ...run.tracks, rss: { ...rss, metric: 'container_memory_rss' } } };
}

/** What every cause gained from the base to the end, in MiB. */
function gained(run: ContainerRun): Readonly<Record<string, number>> {
  const causes = judgeRun(run, { cpus: 1 })?.shares.causes ?? [];
  return Object.fromEntries(causes.map(({ cause, bytes }) => [cause, Math.round(bytes / MiB)]));
}

// Base and end are the medians of minutes 20 to 22 and 98 to 100: 78 of 100 minutes.

test('helpers that never end are what grows, and not native code of the main process', () => {
  const go = { main: 64, runtime: 'go', counts: { processes: [1, 61], 'container-threads': [10, 430] } } as const;
  expect(gained(container([64, 464], go, goBytes({ rss: [64, 464] })))).toEqual({ processes: 312 });
});

test('a fixed number of workers that grow beside a level main process are what grows', () => {
  expect(gained(container([100, 500], { main: 80, counts: { processes: 9 } }))).toEqual({ processes: 312 });
});

test('where no metric counts processes, a level main process is enough', () => {
  expect(gained(container([100, 500], { main: 80 }))).toEqual({ processes: 312 });
});

test('a main process that warms up beside helpers keeps its own growth', () => {
  const run = container([100, 600], { main: [80, 180], counts: { processes: [2, 80] } });
  expect(gained(run)).toEqual({ processes: 312, anonymous: 78 });
});

test('a worker that reports and grows with the others shows nothing about the others', () => {
  const run = container([100, 500], { main: [25, 125], counts: { processes: 4 } });
  expect(gained(run)).toEqual({ anonymous: 312 });
});

test('a single process that grows has no helpers, whatever a scrape between two samples says', () => {
  expect(gained(container([100, 500], { main: [96, 490], counts: { processes: 1 } }))).toEqual({ anonymous: 312 });
});

test('a heap that was reserved and never touched does not hide helpers', () => {
  const jvm = { main: 200, runtime: 'jvm', counts: { processes: [1, 41] } } as const;
  const run = container([210, 610], jvm, { 'heap-used': 60, 'heap-committed': 900, 'live-heap': 50 });
  expect(gained(run)).toEqual({ processes: 312 });
});
