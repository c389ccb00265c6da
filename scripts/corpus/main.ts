// Records the corpus of the comparison tests: node scripts/corpus/main.ts (needs Go).
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { largeValues } from './large-values.ts';
import { SAMPLE_TYPES, topOfPair } from './pprof-top.ts';

const FIXTURES = new URL('../../test/fixtures/profiles/', import.meta.url).pathname;
const SOURCE = new URL('./churn/', import.meta.url).pathname;
const run = promisify(execFile);

await recordProgram('churn', ['-trimpath']);
// Full paths, but not those of whoever records: as if it had been built in /build/churn.
await recordProgram('churn-paths', [`-gcflags=all=-trimpath=${SOURCE.replace(/\/$/, '')}=>/build/churn`]);
await recordLargeValues('large-values');

/** A real Go program, twice in its life. */
async function recordProgram(name: string, buildFlags: readonly string[]): Promise<void> {
  const out = join(FIXTURES, name);
  await mkdir(out, { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), 'corpus-'));
  try {
    const program = join(scratch, 'churn');
    await run('go', ['build', ...buildFlags, '-o', program, '.'], { cwd: SOURCE });
    await run(program, ['-out', out]);
  } finally {
    await rm(scratch, { recursive: true });
  }
  await writeGolden(out, ['heap', 'goroutine']);
}

async function recordLargeValues(name: string): Promise<void> {
  const out = join(FIXTURES, name);
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'heap-base.pb.gz'), gzipSync(largeValues(1n)));
  await writeFile(join(out, 'heap-current.pb.gz'), gzipSync(largeValues(3n)));
  await writeGolden(out, ['heap']);
}

async function writeGolden(directory: string, kinds: readonly (keyof typeof SAMPLE_TYPES)[]): Promise<void> {
  for (const kind of kinds) {
    const [base, current] = [join(directory, `${kind}-base.pb.gz`), join(directory, `${kind}-current.pb.gz`)];
    for (const sampleType of SAMPLE_TYPES[kind]) {
      const golden = await topOfPair(base, current, sampleType);
      await writeFile(join(directory, `${kind}.${sampleType}.top.json`), `${JSON.stringify(golden, undefined, 1)}\n`);
    }
  }
}
