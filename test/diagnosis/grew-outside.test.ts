import { expect, test } from 'vitest';
import { grewInProfiles } from '../../src/diagnosis/grew-outside.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { Comparison } from '../../src/profile/comparison.ts';

/** What lies outside the heap of a JVM, by what grew of it in MiB. */
function outside(grew: Readonly<Record<string, number>>, sampleType = 'outside_heap'): Comparison {
  const paths = Object.entries(grew).map(([type, mib]) => ({
    frames: [],
    below: [],
    base: 0,
    current: mib * MiB,
    delta: mib * MiB,
    share: 0,
    kept: { class: type },
  }));
  const delta = paths.reduce((sum, path) => sum + path.delta, 0);
  const tree = { name: 'all', base: 0, current: delta, application: false, top: false, children: [] };
  return {
    sampleType,
    unit: 'bytes',
    base: { time: 0, total: 0 },
    current: { time: 1, total: delta },
    delta,
    paths,
    tree,
  };
}

test('what grew outside a heap is what most of the compared growth is of', () => {
  expect(grewInProfiles(outside({ 'direct buffers': 86, 'classes of <boot class loader>': 1 }))).toBe('buffers');
  const classes = {
    'classes of java.net.URLClassLoader': 14,
    'classes of <boot class loader>': 2,
    'direct buffers': 3,
  };
  expect(grewInProfiles(outside(classes))).toBe('classes');
  expect(grewInProfiles(outside({ 'direct buffers': 4, '': 6 }))).toBeUndefined();
  expect(grewInProfiles(outside({ 'direct buffers': 86 }, 'inuse_space'))).toBeUndefined();
  expect(grewInProfiles(undefined)).toBeUndefined();
});
