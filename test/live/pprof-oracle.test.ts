import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLE_TYPES, topOfPair } from '../../scripts/corpus/pprof-top.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPair } from '../../src/profile/import/pair.ts';
import { topOf } from '../support/profile/top-of.ts';

const CORPUS = new URL('../fixtures/', import.meta.url).pathname;
const CHURN = new URL('../../scripts/corpus/churn/', import.meta.url).pathname;
const run = promisify(execFile);

/** Checks a pair against the Go toolchain that is installed here, whatever its version. */
async function agrees(base: string, current: string, sampleType: string): Promise<void> {
  const pair = await readPair(
    () => readFile(base),
    () => readFile(current),
  );
  const diff = diffProfiles(pair.base, pair.current, { sampleType });
  expect({ base: topOf(diff, 'base'), current: topOf(diff, 'current'), delta: topOf(diff, 'delta') }).toEqual(
    await topOfPair(base, current, sampleType),
  );
}

const recorded = [
  ...(['churn', 'churn-paths'] as const).flatMap((folder) =>
    (['heap', 'goroutine'] as const).flatMap((kind) =>
      SAMPLE_TYPES[kind].map((sampleType) => ({ folder: `profiles/${folder}`, kind, sampleType })),
    ),
  ),
  ...SAMPLE_TYPES.heap.map((sampleType) => ({ folder: 'profiles/large-values', kind: 'heap', sampleType })),
];

describe('the installed go tool pprof agrees', () => {
  test.each(recorded)('$folder, $kind, $sampleType', async ({ folder, kind, sampleType }) => {
    await agrees(`${CORPUS}${folder}/${kind}-base.pb.gz`, `${CORPUS}${folder}/${kind}-current.pb.gz`, sampleType);
  });

  describe('on profiles of a program built by it', () => {
    let out = '';
    beforeAll(async () => {
      out = await mkdtemp(join(tmpdir(), 'churn-'));
      await run('go', ['build', '-o', join(out, 'churn'), '.'], { cwd: CHURN });
      await run(join(out, 'churn'), ['-out', out]);
    });
    afterAll(() => rm(out, { recursive: true }));

    test.each(
      (['heap', 'goroutine'] as const).flatMap((kind) => SAMPLE_TYPES[kind].map((type) => [kind, type] as const)),
    )('%s, %s', (kind, sampleType) =>
      agrees(join(out, `${kind}-base.pb.gz`), join(out, `${kind}-current.pb.gz`), sampleType),
    );
  });
});
