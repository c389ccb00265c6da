import { describe, expect, test } from 'vitest';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPprof } from '../../src/profile/import/pprof.ts';
import { readFixture } from '../support/profile/read-fixture.ts';
import { topOf } from '../support/profile/top-of.ts';

const HEAP = ['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space'];

const PAIRS = [
  { folder: 'churn', kind: 'heap', sampleTypes: HEAP },
  { folder: 'churn', kind: 'goroutine', sampleTypes: ['goroutine'] },
  { folder: 'churn-paths', kind: 'heap', sampleTypes: HEAP },
  { folder: 'churn-paths', kind: 'goroutine', sampleTypes: ['goroutine'] },
  { folder: 'large-values', kind: 'heap', sampleTypes: HEAP },
];

// The golden files are what `go tool pprof` printed: see test/fixtures/profiles/README.md.
describe.each(PAIRS)('$folder, $kind', ({ folder, kind, sampleTypes }) => {
  const base = readPprof(readFixture(`profiles/${folder}/${kind}-base.pb.gz`));
  const current = readPprof(readFixture(`profiles/${folder}/${kind}-current.pb.gz`));

  test.each(sampleTypes)('%s by function is what go tool pprof says', (sampleType) => {
    const golden: unknown = JSON.parse(
      Buffer.from(readFixture(`profiles/${folder}/${kind}.${sampleType}.top.json`)).toString(),
    );
    const diff = diffProfiles(base, current, { sampleType });
    expect({ base: topOf(diff, 'base'), current: topOf(diff, 'current'), delta: topOf(diff, 'delta') }).toEqual(golden);
  });
});
