import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const AGENT = at('manifest/jvm/src/leakbot/');
const PROGRAMS = at('scripts/corpus/jvm/com/acme/markets/');
const run = promisify(execFile);

interface Started {
  /** Where its classes go. */
  readonly scratch: string;
  /** The class of `scripts/corpus/jvm` that grows. */
  readonly program: string;
  /** Options of the agent, after its address. */
  readonly options: string;
  /** Further options of the JVM. */
  readonly java?: readonly string[];
}

/** A JVM with the agent of `manifest/jvm`, which grows when it is asked to. */
export class GrowingJvm {
  readonly url: string;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(process: ChildProcessWithoutNullStreams, port: number) {
    this.#process = process;
    this.#lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start({ scratch, program, options, java = [] }: Started): Promise<GrowingJvm> {
    const classes = await mkdtemp(join(scratch, 'classes-'));
    const sources = (await readdir(AGENT)).map((name) => join(AGENT, name));
    await run('javac', [
      '-g',
      '--release',
      '11',
      '-Xlint:-options',
      '-d',
      classes,
      ...sources,
      `${PROGRAMS}${program}.java`,
    ]);
    const jar = join(classes, 'leakbot-memory.jar');
    await writeFile(join(classes, 'manifest.txt'), 'Premain-Class: leakbot.MemoryEndpoint\n');
    await run('jar', ['cfm', jar, join(classes, 'manifest.txt'), '-C', classes, 'leakbot']);
    const port = await freePort();
    const agent = `-javaagent:${jar}=host=127.0.0.1,port=${port},${options}`;
    const table = '-XX:FlightRecorderOptions=old-object-queue-size=1024';
    const process = spawn('java', ['-Xmx300m', table, agent, ...java, '-cp', classes, `com.acme.markets.${program}`]);
    const jvm = new GrowingJvm(process, port);
    await jvm.#said('ready');
    // The recording begins beside the program; a request waits for it.
    await jvm.get('/debug/pprof/heap');
    return jvm;
  }

  /** A line of input: by how much, and of what where the program keeps several things. */
  async grow(by: string): Promise<void> {
    this.#process.stdin.write(`${by}\n`);
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

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
