import { expect, test } from 'vitest';
import { compareSnapshots } from '../../src/evidence/compare-snapshots.ts';
import type { Snapshot } from '../../src/evidence/ports.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import type { Comparison } from '../../src/profile/comparison.ts';

const at = (minute: number) => Date.UTC(2026, 10, 30, 10) + minute * MINUTE;

/** Threads by source and minute; a recording has those that were started while it ran. */
const THREADS: Readonly<Record<string, number>> = {
  'pprof 20': 143,
  'pprof 90': 1263,
  'recording 21': 0,
  'recording 95': 6,
  'level 22': 40,
  'level 92': 40,
};

const written = (text: string) => new TextEncoder().encode(text);

function compared(base: Uint8Array, current: Uint8Array): Comparison {
  const [was = '', is = ''] = [base, current].map((bytes) => new TextDecoder().decode(bytes));
  const [before = 0, after = 0] = [THREADS[was], THREADS[is]];
  return {
    sampleType: 'threads',
    unit: 'count',
    base: { time: at(20), total: before },
    current: { time: at(90), total: after },
    delta: after - before,
    paths: [],
    tree: { name: 'all', base: before, current: after, children: [] },
    ...(is.startsWith('recording') ? { recordedStarts: true as const } : {}),
  };
}

async function threadsOf(...sources: readonly string[]): Promise<number | undefined> {
  const snapshots = Object.keys(THREADS)
    .filter((id) => sources.includes(id.replace(/ .*/, '')))
    .map((id): Snapshot => {
      return { source: id.replace(/ .*/, ''), id, kind: 'heap', instance: 'pay-1', time: at(Number(id.split(' ')[1])) };
    })
    .sort((a, b) => a.time - b.time);
  const profiles = {
    name: 'the folder',
    snapshots: () => Promise.resolve(snapshots),
    read: ({ id }: Snapshot) => Promise.resolve(written(id)),
  };
  const comparer = {
    compare: ({ base, current }: { base: { profile: Uint8Array }; current: { profile: Uint8Array } }) =>
      Promise.resolve(compared(base.profile, current.profile)),
  };
  const lifetimes = [{ from: at(0), to: at(100), end: 'running' as const }];
  const result = await compareSnapshots(
    { profiles, comparer, signal: AbortSignal.timeout(10_000) },
    {
      pod: { pod: 'pay-1', rss: trackOf([]), lifetimes, restarts: 0, kills: [] },
      workload: { namespace: 'prod', name: 'pay' },
      instances: ['pay-1'],
      range: { from: at(-10), to: at(110) },
      wanted: { profile: 'heap', sampleTypes: ['threads'] },
    },
  );
  return 'comparison' in result ? result.comparison.delta : undefined;
}

test.each([
  ['the recordings, where there is nothing else', ['recording'], 6],
  [
    'what counts the threads that live, where that is there too, although a recording is the last of all',
    ['recording', 'pprof'],
    1120,
  ],
  ['the recordings, where the others show no growth', ['recording', 'level'], 6],
])('threads are those of %s', async (_, sources, threads) => {
  expect(await threadsOf(...sources)).toBe(threads);
});
