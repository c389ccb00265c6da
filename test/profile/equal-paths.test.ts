import { expect, test } from 'vitest';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPair } from '../../src/profile/import/pair.ts';
import { readFixture } from '../support/profile/read-fixture.ts';

test.each(['jfr/old-objects-current.jfr.gz', 'jfr/allocations-current.jfr.gz'])(
  'paths of %s that changed alike, as beside itself, stand by what they hold',
  async (file) => {
    const { base, current } = await readPair(
      () => readFixture(file),
      () => readFixture(file),
    );
    const { paths } = diffProfiles(base, current);
    const held = paths.map(({ current: now }) => Number(now));
    expect(paths.every(({ delta }) => Number(delta) === 0)).toBe(true);
    expect(held.length).toBeGreaterThan(1);
    expect(held).toEqual(held.toSorted((a, b) => b - a));
  },
);
