import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareProfiles } from '../../src/profile/compare.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPair } from '../../src/profile/import/pair.ts';
import { GrowingJvm } from '../support/jvm/growing-jvm.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'jvm-leaks-'));
});
afterAll(() => rm(scratch, { recursive: true }));

test('deflaters that are never ended are counted by class, since what each keeps lies outside the heap', async () => {
  const jvm = await GrowingJvm.start({ scratch, program: 'GrowingHeap', options: 'histogram=on,every=0' });
  try {
    await jvm.grow('deflaters 10');
    const base = await jvm.get('/debug/histogram');
    await jvm.grow('deflaters 100');
    const current = await jvm.get('/debug/histogram');
    const pair = await readPair(
      () => base,
      () => current,
    );
    const { functions } = diffProfiles(pair.base, pair.current, { sampleType: 'instances', top: 20 });
    const grown = functions.map(({ name, flat }) => [name, Number(flat.delta)]);
    expect(grown).toContainEqual(['java.util.zip.Deflater', 100]);
  } finally {
    jvm.end();
  }
});

/** What a JVM has more of after it grew twice: the first time only loads what the second needs. */
async function grownBy(what: string, count: number) {
  const jvm = await GrowingJvm.start({ scratch, program: 'GrowingHeap', options: 'histogram=on,every=0' });
  try {
    await jvm.grow(`${what} ${count / 10}`);
    await jvm.get('/debug/histogram');
    const base = await jvm.get('/debug/pprof/heap?gc=1');
    await jvm.grow(`${what} ${count}`);
    await jvm.get('/debug/histogram');
    const current = await jvm.get('/debug/pprof/heap?gc=1');
    const pair = await readPair(
      () => base,
      () => current,
    );
    const sides = [
      { time: 0, profile: pair.base },
      { time: 1, profile: pair.current },
    ] as const;
    const { paths } = compareProfiles(...sides, { sampleType: 'inuse_space' });
    return paths;
  } finally {
    jvm.end();
  }
}

// Function, line, class and the holder are read off the program. Bytes are what the line allocates: payload and header of an
// array; of a session its key of 40, the node of its map of 32, and 10 of the map’s table.
test.each([
  ['timeouts', 20_000, 2016, 'GrowingHeap.guard', 20, 'byte[]', 'DelayedWorkQueue'],
  [
    'sessions',
    400_000,
    82,
    'GrowingHeap.login',
    40,
    'com.acme.markets.GrowingHeap$SessionKey',
    'static GrowingHeap.SESSIONS',
  ],
  ['reports', 20_000, 2016, 'GrowingHeap$Report.<init>', 50, 'int[]', 'static GrowingHeap.HOOKS'],
  ['descriptors', 30_000, 1016, 'GrowingHeap$Descriptor.<init>', 67, 'byte[]', 'static GrowingHeap.REGISTRY'],
] as const)('%s are found by line, class and holder', async (what, count, each, name, line, kind, holder) => {
  const [first] = await grownBy(what, count);
  expect(first?.frames[0]).toMatchObject({ function: `com.acme.markets.${name}`, file: 'GrowingHeap.java', line });
  expect(first?.kept?.class).toBe(kind);
  expect(first?.kept?.holder).toContain(holder);
  expect(Number(first?.delta) / (count * each)).toBeGreaterThan(0.7);
  expect(Number(first?.delta) / (count * each)).toBeLessThan(1.3);
});
