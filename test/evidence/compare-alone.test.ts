import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { comparisonOf } from '../../src/adapters/comparison-pool/answer.ts';
import { compareTask } from '../../src/adapters/comparison-pool/compare.worker.ts';
import { partLines } from '../../src/diagnosis/followed-lines.ts';
import { turnoverOf } from '../../src/diagnosis/turnover.ts';
import { compareSnapshots } from '../../src/evidence/compare-snapshots.ts';
import type { Snapshot } from '../../src/evidence/ports.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { readFixture } from '../support/profile/read-fixture.ts';

const END = Date.UTC(2026, 10, 23, 10);
const recorded = (name: string) => gunzipSync(readFixture(`jfr/${name}.jfr.gz`));

interface Given {
  /** Recordings by how many milliseconds before the end they were dumped. */
  readonly dumped: Readonly<Record<number, string>>;
  /** Milliseconds that the run is seen; the first tenth of them is its warm-up. */
  readonly seen?: number;
  readonly orAlone?: boolean;
}

function compared({ dumped, seen = 1500, orAlone = true }: Given) {
  const snapshots = Object.entries(dumped).map(
    ([before, id]): Snapshot => ({
      source: 'a folder',
      id,
      kind: 'heap',
      instance: 'pay-1',
      time: END - Number(before),
    }),
  );
  const lifetimes = [{ from: END - seen, to: END, end: 'running' as const }];
  const pod: PodMemory = { pod: 'pay-1', rss: trackOf([]), lifetimes, restarts: 0, kills: [] };
  const read = ({ id }: Snapshot) => Promise.resolve(recorded(id));
  return compareSnapshots(
    {
      profiles: { name: 'a folder', snapshots: () => Promise.resolve(snapshots), read },
      comparer: { compare: async (request) => comparisonOf(await compareTask(request)) },
      signal: AbortSignal.timeout(10_000),
    },
    {
      pod,
      workload: { namespace: 'prod', name: 'pay' },
      instances: ['pay-1'],
      range: { from: END - 60_000, to: END },
      wanted: { profile: 'heap', sampleTypes: ['inuse_space', 'old_object_samples', 'live_samples'] },
      ...(orAlone ? { orAlone: true as const } : {}),
    },
  );
}

describe('the only recording of a run', () => {
  test('names the line by what was allocated since the warm-up, and says what it cannot show', async () => {
    const result = await compared({ dumped: { 0: 'old-objects-jdk21' } });
    if (!('comparison' in result)) expect.fail(result.missing);
    expect(result.comparison.alone).toBe(true);
    expect(result.pair.base.time).toBe(END - 1350);
    expect(result.comparison.paths[0]?.frames[0]).toMatchObject({ file: 'LeakyQuotes.java', line: 18 });
    const lines = partLines(result.comparison);
    // By `jfr print` of this run of 8.81 s: the collections of 5.3 and 8.8 s left 18.0 and 34.8 MiB; the warm-up ended at 7.46 s.
    expect(lines[0]).toContain('18 → 34.8 MiB');
    expect(lines.join('\n')).toMatch(/that were allocated since .* were allocated in LeakyQuotes\$Quote.<init>/);
    expect(lines.join('\n')).toContain('This is read off one recording');
    expect(result.leftOut.map(({ missing }) => missing)).toEqual([
      'Of this run of pay-1 there is one recording (10:00 UTC): what was allocated and freed again before it does not show.',
    ]);
  });

  test.each([
    ['that does not show when objects were allocated', { 0: 'live-current' }],
    ['that has no live objects', { 0: 'allocations-current' }],
    ['that was dumped when the run began', { 1490: 'old-objects-jdk21' }],
  ])('%s is as if there were none', async (_, dumped) => {
    const result = await compared({ dumped });
    expect('missing' in result && result.missing).toMatch(/^Only one heap profile of pay-1/);
  });

  test('is not read so of a process that began later, nor where none was asked to be', async () => {
    const late = await compared({ dumped: { 0: 'old-objects-jdk21' }, seen: 60_000 });
    const plain = await compared({ dumped: { 0: 'old-objects-jdk21' }, orAlone: false });
    for (const result of [late, plain]) expect('missing' in result && result.missing).toMatch(/^Only one heap profile/);
  });

  test('stands back where there are two', async () => {
    const result = await compared({ dumped: { 0: 'old-objects-current', 900: 'old-objects-base' } });
    if (!('comparison' in result)) expect.fail(result.missing);
    expect(result.comparison.alone).toBeUndefined();
  });
});

describe('objects of one recording that are all young', () => {
  const ages = {
    before: 3,
    left: 3,
    objects: 600,
    most: 30_000,
    watched: 600_000,
    elsewhere: { before: 40, left: 40 },
    alone: true,
  } as const;

  test('come and go, or began lately', () => {
    expect(turnoverOf({ ages }, undefined)).toBe(ages);
  });

  test('that reach over all of the run, or of which many are of before, do not', () => {
    expect(turnoverOf({ ages: { ...ages, most: 500_000 } }, undefined)).toBeUndefined();
    expect(turnoverOf({ ages: { ...ages, before: 90, left: 90 } }, undefined)).toBeUndefined();
    expect(turnoverOf({ ages: { ...ages, objects: 12 } }, undefined)).toBeUndefined();
  });

  test('say nothing where no other object is old: a full table may have given them up', () => {
    expect(turnoverOf({ ages: { ...ages, elsewhere: { before: 2, left: 2 } } }, undefined)).toBeUndefined();
  });
});
