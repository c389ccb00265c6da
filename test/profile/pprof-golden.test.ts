import { readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GOLDEN_FILE, type Golden, SAMPLE_TYPES } from '../../scripts/corpus/golden.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPprof } from '../../src/profile/import/pprof.ts';
import { readFixture } from '../support/profile/read-fixture.ts';
import { topsOf } from '../support/profile/top-of.ts';

const FOLDERS = readdirSync(new URL('../fixtures/profiles/', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

// The golden files are what `go tool pprof` printed: see test/fixtures/profiles/README.md.
describe.each(FOLDERS)('%s', (folder) => {
  const golden = JSON.parse(gunzipSync(readFixture(`profiles/${folder}/${GOLDEN_FILE}`)).toString()) as Golden[];
  const read = (file: string) => readPprof(readFixture(`profiles/${folder}/${file}.pb.gz`));

  test('was asked about in full', () => {
    const kinds = new Set(golden.map(({ kind }) => kind));
    expect(golden).toHaveLength([...kinds].reduce((sum, kind) => sum + 2 * SAMPLE_TYPES[kind].length, 0));
  });

  test.each(golden)(
    '$kind, $sampleType, $by: every figure is that of go tool pprof',
    ({ kind, sampleType, by, top }) => {
      const diff = diffProfiles(read(`${kind}-base`), read(`${kind}-current`), { sampleType });
      expect(topsOf(diff, by)).toEqual(top);
    },
  );
});
