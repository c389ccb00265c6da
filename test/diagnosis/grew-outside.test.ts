import { describe, expect, test } from 'vitest';
import { grewInProfiles, grewOutside, nativeWords } from '../../src/diagnosis/grew-outside.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import { guideTo } from '../../src/runtime/runtimes.ts';
import { aRun, type Drawn } from '../attribution/a-run.ts';

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

describe('child processes that grow', () => {
  const run = (processes: Drawn) => aRun({ bytes: { rss: [100, 300] }, counts: { processes } });

  test.each<[string, Drawn]>([
    ['level', 5],
    ['with one more', [5, 6]],
    ['level among many', [80, 86]],
  ])('their number %s: one of them keeps memory', (_, processes) => {
    const grew = grewOutside('processes', run(processes));
    expect(grew).toBe('one-process');
    const words = nativeWords(guideTo('python').words, grew);
    expect(words.fix).not.toContain('reaped');
    expect(words.proof).not.toContain('container_processes');
  });

  test.each<[string, Drawn]>([
    ['multiplied', [2, 15]],
    ['by a few', [4, 9]],
  ])('their number %s: they are left over', (_, processes) => {
    expect(grewOutside('processes', run(processes))).toBe('processes');
  });

  test('that nothing counts may be either', () => {
    expect(grewOutside('processes', aRun({ bytes: { rss: [100, 300] } }))).toBe('processes');
  });
});
