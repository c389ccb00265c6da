// Records the corpus of the comparison tests (needs Go; other Go versions come through the module proxy):
//   node scripts/corpus/main.ts             records all pairs again
//   node scripts/corpus/main.ts NAME…       those named
//   node scripts/corpus/main.ts --golden    only asks go tool pprof again about what is recorded
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { GO_VERSIONS, GOLDEN_FILE, goldenOf, type Kind } from './golden.ts';
import { largeValues } from './large-values.ts';
import { tangled } from './tangled.ts';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/profiles/', import.meta.url));
const SOURCE = fileURLToPath(new URL('./churn/', import.meta.url));
const run = promisify(execFile);

interface Pair {
  readonly kinds: readonly Kind[];
  record(out: string): Promise<void>;
}

const CORPUS: Readonly<Record<string, Pair>> = {
  churn: program({ flags: ['-trimpath'] }),
  // Full paths, but not those of whoever records: as if it had been built in /build/churn.
  'churn-paths': program({ flags: [`-gcflags=all=-trimpath=${SOURCE.replace(/\/$/, '')}=>/build/churn`] }),
  ...Object.fromEntries(
    GO_VERSIONS.map((version) => [`churn-${version}`, program({ flags: ['-trimpath'], toolchain: version })]),
  ),
  'large-values': written(largeValues(1n), largeValues(3n)),
  tangled: written(tangled({ tables: 1, values: 2 }), tangled({ tables: 1, values: 3 })),
};

const { values, positionals } = parseArgs({
  options: { golden: { type: 'boolean', default: false } },
  allowPositionals: true,
});
for (const [name, pair] of Object.entries(CORPUS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const out = join(FIXTURES, name);
  await mkdir(out, { recursive: true });
  if (!values.golden) await pair.record(out);
  await writeFile(join(out, GOLDEN_FILE), gzipSync(JSON.stringify(await goldenOf(out, pair.kinds))));
}

/** A real Go program, twice in its life. */
function program({ flags, toolchain = 'local' }: { flags: readonly string[]; toolchain?: string }): Pair {
  return {
    kinds: ['heap', 'goroutine'],
    async record(out) {
      const scratch = await mkdtemp(join(tmpdir(), 'corpus-'));
      try {
        const built = join(scratch, 'churn');
        const env = { ...process.env, GOTOOLCHAIN: toolchain };
        await run('go', ['build', ...flags, '-o', built, '.'], { cwd: SOURCE, env });
        await run(built, ['-out', out]);
      } finally {
        await rm(scratch, { recursive: true });
      }
    },
  };
}

function written(base: Uint8Array, current: Uint8Array): Pair {
  return {
    kinds: ['heap'],
    async record(out) {
      await writeFile(join(out, 'heap-base.pb.gz'), gzipSync(base));
      await writeFile(join(out, 'heap-current.pb.gz'), gzipSync(current));
    },
  };
}
