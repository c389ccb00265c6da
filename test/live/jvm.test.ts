import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sumsOfJfrPrint } from '../../scripts/corpus/jfr-print.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPair } from '../../src/profile/import/pair.ts';
import { readJfr } from '../../src/profile/jfr/read-jfr.ts';
import { GrowingJvm } from '../support/jvm/growing-jvm.ts';
import { sumsOf } from '../support/profile/jfr-sums.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const FIXTURES = at('test/fixtures/jfr/');
const PROGRAM = 'GrowingQuotes';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'jvm-live-'));
});
afterAll(() => rm(scratch, { recursive: true }));

describe('recordings', async () => {
  const names = (await readdir(FIXTURES)).filter((name) => name.endsWith('.jfr.gz'));
  test.each(names)('%s adds up as the `jfr print` that is installed here has it', async (name) => {
    const plain = gunzipSync(await readFile(join(FIXTURES, name)));
    const file = join(scratch, name.replace('.gz', ''));
    await writeFile(file, plain);
    const profile = readJfr(plain);
    for (const [type, sums] of Object.entries(await sumsOfJfrPrint(file))) {
      expect({ type, sums: sumsOf(profile, type) }).toEqual({ type, sums });
    }
  });
});

describe('the agent of manifest/jvm', () => {
  test('shows by pprof, and as a recording, on which line what grew was allocated and what keeps it', async () => {
    const jvm = await GrowingJvm.start({ scratch, program: PROGRAM, options: 'histogram=on,every=0' });
    try {
      await jvm.grow('20000');
      const base = await jvm.get('/debug/pprof/heap?gc=1');
      const before = await jvm.get('/debug/histogram');
      await jvm.grow('60000');
      const current = await jvm.get('/debug/pprof/heap?gc=1');
      const recording = await jvm.get('/debug/jfr/old-objects');
      const after = await jvm.get('/debug/histogram');

      await expectTheLeak(base, current);
      const { paths } = await compared(recording, recording);
      expect(paths[0]?.frames[0]).toMatchObject(WHERE);
      const { functions } = await compared(before, after);
      // 60,000 arrays of 1,000 bytes and a header of 16.
      expect(functions[0]?.name).toBe('byte[]');
      expect(Number(functions[0]?.flat.delta) / (60_000 * 1016)).toBeCloseTo(1, 1);
    } finally {
      jvm.end();
    }
  });

  test('takes no histogram unless asked, and says how to ask', async () => {
    const jvm = await GrowingJvm.start({ scratch, program: PROGRAM, options: 'histogram=off' });
    try {
      const answer = await fetch(`${jvm.url}/debug/histogram`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('histogram=on');
      await jvm.grow('20000');
      // The heap is that which the last collection left: one from before the 20,000 would count them as grown.
      const base = await jvm.get('/debug/pprof/heap?gc=1');
      await jvm.grow('60000');
      await expectTheLeak(base, await jvm.get('/debug/pprof/heap?gc=1'));
    } finally {
      jvm.end();
    }
  });
});

const WHERE = { function: 'com.acme.markets.GrowingQuotes.load', file: 'GrowingQuotes.java', line: 13 };

async function compared(base: Uint8Array, current: Uint8Array) {
  const pair = await readPair(
    () => base,
    () => current,
  );
  return diffProfiles(pair.base, pair.current);
}

/** 60,000 quotes of some 1 KiB each are 58 MiB: an estimate from samples may be off by a quarter. */
async function expectTheLeak(base: Uint8Array, current: Uint8Array): Promise<void> {
  const { sampleType, paths } = await compared(base, current);
  expect(sampleType).toBe('inuse_space');
  expect(paths[0]?.frames[0]).toMatchObject(WHERE);
  expect(paths[0]?.kept).toEqual({
    class: 'byte[]',
    holder: 'static GrowingQuotes.QUOTES → HashMap.table → HashMap$Node[] → HashMap$Node.value',
  });
  const grown = Number(paths[0]?.delta) / (60_000 * 1016);
  expect(grown).toBeGreaterThan(0.75);
  expect(grown).toBeLessThan(1.25);
}
