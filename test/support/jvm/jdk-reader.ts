import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EVENTS, type RecordedSums, sumsOfPrinted } from '../../../scripts/corpus/jfr-print.ts';

const PROGRAM = fileURLToPath(new URL('./PrintRecordings.java', import.meta.url));
const OPENED = ['--add-opens', 'jdk.jfr/jdk.jfr.internal.tool=ALL-UNNAMED'];

/** The JDK’s own reader of recordings, in one process for many of them. */
export class JdkReader {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;
  readonly #file: string;

  constructor(scratch: string) {
    this.#file = join(scratch, 'read-by-jdk.jfr');
    this.#process = spawn('java', ['-Xmx512m', ...OPENED, PROGRAM, EVENTS.join(',')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Undefined where the JDK refuses the recording. */
  async sumsOf(recording: Uint8Array): Promise<RecordedSums | undefined> {
    await writeFile(this.#file, recording);
    this.#process.stdin.write(`${this.#file}\n`);
    const next: IteratorResult<string, unknown> = await this.#answers.next();
    if (next.done === true) throw new Error('the reader of the JDK ended');
    if (next.value !== 'printed') return undefined;
    return sumsOfPrinted(await readFile(`${this.#file}.json`, 'utf8'));
  }

  async end(): Promise<void> {
    this.#process.stdin.end();
    await rm(this.#file, { force: true });
  }
}
