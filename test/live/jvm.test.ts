import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sumsOfJfrPrint } from '../../scripts/corpus/jfr-print.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPair } from '../../src/profile/import/pair.ts';
import { readJfr } from '../../src/profile/jfr/read-jfr.ts';
import { sumsOf } from '../support/profile/jfr-sums.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const FIXTURES = at('test/fixtures/jfr/');
const AGENT = at('manifest/jvm/src/leakbot/');
const PROGRAM = at('scripts/corpus/jvm/com/acme/markets/GrowingQuotes.java');
const run = promisify(execFile);

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
    const jvm = await GrowingJvm.start(scratch, 'histogram=on,every=0');
    try {
      await jvm.grow(20_000);
      const base = await jvm.get('/debug/pprof/heap');
      const before = await jvm.get('/debug/histogram');
      await jvm.grow(60_000);
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
    const jvm = await GrowingJvm.start(scratch, 'histogram=off');
    try {
      const answer = await fetch(`${jvm.url}/debug/histogram`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('histogram=on');
      await jvm.grow(20_000);
      const base = await jvm.get('/debug/pprof/heap');
      await jvm.grow(60_000);
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

/** A JVM with the agent, told when to grow. */
class GrowingJvm {
  readonly url: string;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(process: ChildProcessWithoutNullStreams, port: number) {
    this.#process = process;
    this.#lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(scratch: string, options: string): Promise<GrowingJvm> {
    const classes = await mkdtemp(join(scratch, 'classes-'));
    const sources = (await readdir(AGENT)).map((name) => join(AGENT, name));
    await run('javac', ['-g', '--release', '11', '-Xlint:-options', '-d', classes, ...sources, PROGRAM]);
    const jar = join(classes, 'leakbot-memory.jar');
    await writeFile(join(classes, 'manifest.txt'), 'Premain-Class: leakbot.MemoryEndpoint\n');
    await run('jar', ['cfm', jar, join(classes, 'manifest.txt'), '-C', classes, 'leakbot']);
    const port = await freePort();
    const agent = `-javaagent:${jar}=host=127.0.0.1,port=${port},${options}`;
    const table = '-XX:FlightRecorderOptions=old-object-queue-size=1024';
    const process = spawn('java', ['-Xmx300m', table, agent, '-cp', classes, 'com.acme.markets.GrowingQuotes']);
    const jvm = new GrowingJvm(process, port);
    await jvm.#said('ready');
    // The recording begins beside the program; a request waits for it.
    await jvm.get('/debug/pprof/heap');
    return jvm;
  }

  async grow(quotes: number): Promise<void> {
    this.#process.stdin.write(`${quotes}\n`);
    await this.#said('grown');
  }

  async get(path: string): Promise<Uint8Array> {
    const answer = await fetch(this.url + path);
    const body = new Uint8Array(await answer.arrayBuffer());
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${Buffer.from(body).toString()}`);
    return body;
  }

  end(): void {
    this.#process.kill();
  }

  async #said(word: string): Promise<void> {
    for (;;) {
      const next: IteratorResult<string, unknown> = await this.#lines.next();
      if (next.done === true) throw new Error(`the JVM ended before it said ${word}`);
      if (next.value.trim() === word) return;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
