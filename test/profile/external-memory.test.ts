import { expect, test } from 'vitest';
import { pairWarnings } from '../../src/commands/diff-warnings.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import { JfrProfile } from '../../src/profile/jfr/jfr-profile.ts';

const KEEP = { function: 'keep', file: '/app/src/tape.js', line: 12 };
const EXTERNAL = { function: '(external)', file: '', line: 0 };

/** A heap profile of Node.js: MiB of the service's own objects and what is outside the heap. */
function heap(own: number, outside: number | undefined, external = EXTERNAL) {
  const profile = new JfrProfile(100);
  profile.add({ stack: profile.stack([KEEP]), labels: {}, values: [own, own * MiB] });
  if (outside !== undefined) {
    profile.add({ stack: profile.stack([external]), labels: {}, values: [1, outside * MiB] });
  }
  const sampleTypes = [
    { type: 'objects', unit: 'count' },
    { type: 'space', unit: 'bytes' },
  ];
  return profile.finish({ sampleTypes, defaultSampleType: 'space', time: undefined, comments: [] });
}

const compared = (base: ReturnType<typeof heap>, current: ReturnType<typeof heap>, sampleType = 'space') =>
  compareProfiles({ time: 0, profile: base }, { time: 1, profile: current }, { sampleType });

test('what a heap profile counts outside the heap is compared apart from the heap', () => {
  const comparison = compared(heap(10, 4), heap(12, 154));
  expect(comparison).toMatchObject({
    sampleType: 'space',
    base: { total: 10 * MiB },
    current: { total: 12 * MiB },
    delta: 2 * MiB,
    paths: [{ frames: [{ function: 'keep' }], delta: 2 * MiB, share: 1 }],
    tree: { base: 10 * MiB, current: 12 * MiB },
  });
  expect(comparison.outside).toMatchObject({
    sampleType: 'outside_heap',
    unit: 'bytes',
    base: { total: 4 * MiB },
    current: { total: 154 * MiB },
    delta: 150 * MiB,
    paths: [{ frames: [{ function: '(external)' }], delta: 150 * MiB }],
  });
});

test('a heap that grows is not hidden by buffers that are released', () => {
  const comparison = compared(heap(10, 90), heap(60, 20));
  expect([comparison.delta, comparison.outside?.delta]).toEqual([50 * MiB, -70 * MiB]);
});

test('it may be in one of the two profiles alone, and counts in no comparison of objects', () => {
  expect(compared(heap(10, undefined), heap(10, 30)).outside?.delta).toBe(30 * MiB);
  expect(compared(heap(10, undefined), heap(10, undefined)).outside).toBeUndefined();
  const objects = compared(heap(10, 4), heap(12, 154), 'objects');
  expect([objects.delta, objects.outside]).toEqual([2, undefined]);
});

test('a function of the service that has the name is none', () => {
  const own = { ...EXTERNAL, file: '/app/src/external.js', line: 3 };
  const { delta, outside } = compared(heap(10, 4, own), heap(10, 90, own));
  expect([delta, outside]).toEqual([86 * MiB, undefined]);
});

test('two files that have it are compared with a word on what it is', () => {
  expect(pairWarnings({ base: heap(10, 4), current: heap(10, 90) })).toEqual([
    expect.stringContaining('(external) is memory of Buffers'),
  ]);
  expect(pairWarnings({ base: heap(10, undefined), current: heap(12, undefined) })).toEqual([]);
});
