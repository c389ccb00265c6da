import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPair } from '../../src/profile/import/pair.ts';
import { GrowingJvm } from '../support/jvm/growing-jvm.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'jvm-outside-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const FILE = { file: 'GrowingOutside.java' };

/** What a JVM has more of after it grew twice: the first time only loads what the second needs. */
async function grownBy(what: string, sampleType: string, java: readonly string[] = []) {
  const jvm = await GrowingJvm.start({ scratch, program: 'GrowingOutside', options: 'every=0', java });
  try {
    await jvm.grow(what);
    const base = await jvm.get('/debug/pprof/heap');
    await jvm.grow(what);
    const current = await jvm.get('/debug/pprof/heap');
    const pair = await readPair(
      () => base,
      () => current,
    );
    const { paths } = diffProfiles(pair.base, pair.current, { sampleType });
    return paths.map(({ frames, kept, delta }) => ({ frames, kept, delta: Number(delta) }));
  } finally {
    jvm.end();
  }
}

test('threads are counted by the line that started them and by the pool of their names', async () => {
  const [first] = await grownBy('threads 200', 'threads');
  expect(first?.frames[0]).toMatchObject({ ...FILE, function: 'com.acme.markets.GrowingOutside.subscribe', line: 16 });
  expect(first?.kept?.class).toBe('threads subscription-#');
  expect(first?.delta).toBe(200);
});

test('classes are weighed by the line that defined them and by their loader', async () => {
  const [first] = await grownBy('loaders 1000', 'outside_heap');
  expect(first?.frames[0]).toMatchObject({
    ...FILE,
    function: 'com.acme.markets.GrowingOutside$PluginLoader.load',
    line: 42,
  });
  expect(first?.kept?.class).toBe('classes of com.acme.markets.GrowingOutside$PluginLoader');
  // A class of this size takes some KiB of metaspace, and each loader has a chunk of its own.
  expect(first?.delta).toBeGreaterThan(1000 * 2048);
});

test('direct buffers are shared among the lines that allocated those which are followed', async () => {
  // 31 MiB of buffers have some 100 KiB of objects in the heap: without small steps of allocation few are followed.
  const [first] = await grownBy('buffers 500', 'outside_heap', ['-XX:TLABSize=4k', '-XX:-ResizeTLAB']);
  expect(first?.frames[0]).toMatchObject({ ...FILE, function: 'com.acme.markets.GrowingOutside.report', line: 25 });
  expect(first?.kept?.class).toBe('direct buffers');
  expect(first?.delta).toBeGreaterThan(0.9 * 500 * 65_536);
});

test('with native memory tracking, what the JVM and its libraries allocate has an entry for each category', async () => {
  const paths = await grownBy('threads 200', 'outside_heap', ['-XX:NativeMemoryTracking=summary']);
  const threads = paths.find(({ frames }) => frames[0]?.function === '[native: Thread]');
  // Stacks are committed page by page: a thread that waits has touched some 20 KiB of its own.
  expect(threads?.delta).toBeGreaterThan(200 * 8192);
});
