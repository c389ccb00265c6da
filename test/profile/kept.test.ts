import { expect, test } from 'vitest';
import { compareProfiles } from '../../src/profile/compare.ts';
import { JfrProfile } from '../../src/profile/jfr/jfr-profile.ts';
import type { Profile } from '../../src/profile/profile.ts';

type Row = readonly [value: number, type: string, holder?: string];

/** Objects that one line allocated: how many, of which class, and what keeps them. */
function objects(...rows: readonly Row[]): Profile {
  const profile = new JfrProfile(100);
  const stack = profile.stack([{ function: 'com.acme.Plugins.load', file: 'Plugins.java', line: 9 }]);
  for (const [value, type, holder] of rows) {
    const labels = { class: type, ...(holder === undefined ? {} : { holder }) };
    profile.add({ stack, labels, values: [value] });
  }
  const sampleTypes = [{ type: 'inuse_objects', unit: 'count' }];
  return profile.finish({ sampleTypes, defaultSampleType: 'inuse_objects', time: undefined, comments: [] });
}

const keptOf = (base: Profile, current: Profile) =>
  compareProfiles({ time: 0, profile: base }, { time: 1, profile: current }).paths[0]?.kept;

test('the holder is one of the class that grew most, not of another that more is kept by', () => {
  const base = objects([10, 'byte[]', 'static Plugins.ACTIVE']);
  const current = objects(
    [40, 'byte[]', 'static Plugins.ACTIVE'],
    [30, 'byte[]', 'static Plugins.OLD'],
    [50, 'java.lang.Module', 'static Module$ReflectionData.exports'],
  );
  // byte[] grew by 60, of which 30 and 30: the first of equal ones; the chain of the modules has 50.
  expect(keptOf(base, current)).toEqual({ class: 'byte[]', holder: 'static Plugins.ACTIVE' });
});

test('of a class of which nothing shows what keeps it, no holder is named', () => {
  const current = objects([60, 'byte[]'], [50, 'java.lang.Module', 'static Module$ReflectionData.exports']);
  expect(keptOf(objects(), current)).toEqual({ class: 'byte[]', holder: undefined });
});
