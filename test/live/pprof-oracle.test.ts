import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GO_VERSIONS, type Kind, SAMPLE_TYPES } from '../../scripts/corpus/golden.ts';
import { GRANULARITIES, type TopQuery, top, topOfPair } from '../../scripts/corpus/pprof-top.ts';
import { tangled } from '../../scripts/corpus/tangled.ts';
import { diffCommand } from '../../src/commands/diff.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPair } from '../../src/profile/import/pair.ts';
import { topsOf } from '../support/profile/top-of.ts';

const CORPUS = fileURLToPath(new URL('../fixtures/profiles/', import.meta.url));
const CHURN = fileURLToPath(new URL('../../scripts/corpus/churn/', import.meta.url));
const run = promisify(execFile);

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pprof-oracle-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const pairIn = (folder: string, kind: Kind) => ({
  base: join(folder, `${kind}-base.pb.gz`),
  current: join(folder, `${kind}-current.pb.gz`),
});

function questions(kind: Kind): (TopQuery & { kind: Kind })[] {
  return SAMPLE_TYPES[kind].flatMap((sampleType) => GRANULARITIES.map((by) => ({ kind, sampleType, by })));
}

/** Checks a pair against the Go toolchain that is installed here, whatever its version. */
async function agrees(folder: string, { kind, ...query }: TopQuery & { kind: Kind }): Promise<void> {
  const { base, current } = pairIn(folder, kind);
  const pair = await readPair(
    () => readFile(base),
    () => readFile(current),
    { counted: [query.sampleType] },
  );
  const diff = diffProfiles(pair.base, pair.current, { sampleType: query.sampleType });
  expect(topsOf(diff, query.by)).toEqual(await topOfPair(base, current, query));
}

describe.each([
  ...['churn', 'churn-paths', `churn-${GO_VERSIONS[0]}`].map((name) => ({
    name,
    kinds: ['heap', 'goroutine'] as const,
  })),
  { name: 'large-values', kinds: ['heap'] as const },
])('the installed go tool pprof agrees on the recorded $name', ({ name, kinds }) => {
  test.each(kinds.flatMap(questions))('$kind, $sampleType, $by', (question) => agrees(join(CORPUS, name), question));
});

describe('the installed go tool pprof agrees', () => {
  // The seeds are new every day: what fails names its own.
  const day = Math.floor(Date.now() / 86_400_000);
  test.each(Array.from({ length: 6 }, (_, index) => day * 10 + index))(
    'on the pair made from seed %i',
    async (seed) => {
      const { base, current } = pairIn(scratch, 'heap');
      await writeFile(base, gzipSync(tangled({ tables: seed, values: seed + 1 })));
      await writeFile(current, gzipSync(tangled({ tables: seed, values: seed + 2 })));
      for (const question of questions('heap')) await agrees(scratch, question);
    },
  );

  // In turn: the second builds into the same folder.
  describe.each(['local', ...GO_VERSIONS])('on profiles of a program built by %s', (version) => {
    beforeAll(async () => {
      const program = join(scratch, 'churn');
      await run('go', ['build', '-o', program, '.'], { cwd: CHURN, env: { ...process.env, GOTOOLCHAIN: version } });
      await run(program, ['-out', scratch]);
    });

    test.each([...questions('heap'), ...questions('goroutine')])('$kind, $sampleType, $by', (question) =>
      agrees(scratch, question),
    );
  });
});

describe('what leakbot diff --pprof writes', () => {
  test.each([
    { name: 'churn', kind: 'heap' as const },
    { name: 'churn-paths', kind: 'goroutine' as const },
    { name: 'large-values', kind: 'heap' as const },
    { name: 'tangled', kind: 'heap' as const },
  ])('of $name, $kind is to go tool pprof what -diff_base is', async ({ name, kind }) => {
    const { base, current } = pairIn(join(CORPUS, name), kind);
    const pprof = join(scratch, 'diff.pb.gz');
    await diffCommand({ base, current, pprof, top: 1 }, { stdout: { write: () => undefined }, env: {} });
    for (const { sampleType, by } of questions(kind)) {
      const flags = [`-${by}`, `-sample_index=${sampleType}`];
      expect(await top([...flags, pprof])).toEqual(await top([...flags, `-diff_base=${base}`, current]));
    }
  });
});
