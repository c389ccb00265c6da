import { expect, test } from 'vitest';
import { diffProfiles } from '../../src/profile/diff.ts';
import { bySamples, withoutEstimates } from '../../src/profile/estimated-bytes.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';

const TABLE = (objects: number) =>
  `the JVM follows at most 1024 objects at a time (jdk.OldObjectSample); ${objects} of them are alive and older than the last collection`;
const ALIKE =
  'inuse_space is an estimate of the 101253064 bytes that the last collection left in the heap: each sample stands for the same part (with histogram=on, for its part of its class)';
const WEIGHED =
  'inuse_space is an estimate of the 135316648 bytes that the last collection left in the heap: each sample stands for its part of its class in the histogram of 3 s ago';

/** As the agent writes it: so many objects of one line, and the bytes that they were given. */
function written(objects: number, bytes: number, said: string): Profile {
  const profile = drawnProfile('1 com.acme.Raster.<init> /Raster.java:5');
  const values = Float64Array.from([objects, bytes]);
  const sampleTypes = [
    { type: 'old_object_samples', unit: 'count' },
    { type: 'inuse_space', unit: 'bytes' },
  ];
  const comments = [TABLE(objects), said];
  return {
    ...profile,
    sampleTypes,
    defaultSampleType: 'inuse_space',
    comments,
    samples: { ...profile.samples, values },
  };
}

const compared = (base: Profile, current: Profile) => {
  const pair = bySamples({ base, current });
  return diffProfiles(pair.base, pair.current);
};

test('bytes that only divide what a collection left are not compared: the objects are', () => {
  const diff = compared(written(13, 11e6, ALIKE), written(44, 72e6, ALIKE));
  expect(diff).toMatchObject({ sampleType: 'old_object_samples', unit: 'count', total: { delta: 31 } });
  expect(diff.followed).toMatchObject({ table: 1024, base: { objects: 13 }, current: { objects: 44, full: false } });
});

test('of a full table they are shares', () => {
  expect(compared(written(1000, 11e6, ALIKE), written(1010, 72e6, ALIKE)).unit).toBe('ppm');
});

test('nor are they where one of the two has none of its own', () => {
  expect(compared(written(13, 11e6, WEIGHED), written(44, 72e6, ALIKE)).sampleType).toBe('old_object_samples');
});

test('bytes that a class histogram weighs are compared', () => {
  expect(compared(written(13, 11e6, WEIGHED), written(44, 72e6, WEIGHED)).sampleType).toBe('inuse_space');
});

test('where others would do as well they are not compared, and one that is asked for alone is', () => {
  const pair = { base: written(13, 11e6, ALIKE), current: written(44, 72e6, ALIKE) };
  const types = ['inuse_space', 'old_object_samples', 'class_bytes'];
  const { pair: followed, sampleType } = withoutEstimates({ pair, sampleType: types });
  expect(sampleType).toEqual(['old_object_samples', 'class_bytes']);
  expect(diffProfiles(followed.base, followed.current).followed).toMatchObject({ table: 1024 });
  for (const asked of ['inuse_space', ['inuse_space'], undefined])
    expect(withoutEstimates({ pair, sampleType: asked })).toEqual({ pair, sampleType: asked });
});

test('of a base from before the first class histogram they are, as it is small', () => {
  const pair = { base: written(13, 11e6, ALIKE), current: written(44, 72e6, WEIGHED) };
  const sampleType = ['inuse_space', 'old_object_samples'];
  expect(withoutEstimates({ pair, sampleType })).toEqual({ pair, sampleType });
});
