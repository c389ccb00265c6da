import { describe, expect, test } from 'vitest';
import { classLines } from '../../src/diagnosis/class-lines.ts';
import { suspectIn, suspectOf } from '../../src/diagnosis/suspect.ts';
import { unheldLines } from '../../src/diagnosis/unheld-line.ts';
import type { Comparison, GrowthPath } from '../../src/profile/comparison.ts';
import { jvmWords } from '../../src/runtime/jvm/words.ts';

const kept = (holder: string) => {
  const frames = [{ function: 'shop.weak.ImageMeta$Image.<init>', file: 'shop/weak/ImageMeta.java', line: 5 }];
  const path = { frames, below: [], base: 0, current: 1, delta: 1, share: 1, kept: { class: 'int[]', holder } };
  return jvmWords.heapFix(suspectOf(path));
};

test('what a map with weak keys keeps by its values is not advised to be bounded', () => {
  const chain =
    'static ImageMeta.META → WeakHashMap.table → WeakHashMap$Entry[] → WeakHashMap$Entry.value → ImageMeta$Meta.of';
  expect(kept(chain)).toMatch(/^Fix: the map holds its keys weakly and its values strongly/);
  expect(kept('static ImageMeta.META → HashMap.table → HashMap$Node[] → HashMap$Node.value')).toMatch(
    /^Fix: bound the map/,
  );
});

test('of threads whose line is known no one is sent to look for their names', () => {
  expect(jvmWords.threadFix({ name: 'Settlement.settle' })).toBe(
    'Fix: bound the thread pool and shut executors down with the work that made them in Settlement.settle: each call there starts threads that stay.',
  );
  expect(jvmWords.threadFix(undefined)).toContain('Thread.print');
});

/** A comparison of followed objects with such paths. */
function followed(paths: readonly GrowthPath[], more: Partial<Comparison> = {}): Comparison {
  const side = { time: 0, total: 1e6 };
  const tree = { name: 'all', base: 0, current: 1e6, children: [] };
  const common = { sampleType: 'old_object_samples', unit: 'ppm', base: side, current: side, delta: 1e6, tree };
  return { ...common, paths, ...more };
}

const grown = { below: [], base: 0, current: 1e6, delta: 1e6, share: 1 };
const thumbs: GrowthPath = {
  ...grown,
  frames: [{ function: 'com.acme.Thumbs$Thumbnail.<init>', file: 'Thumbs.java', line: 8 }],
  kept: { class: 'byte[]', unheld: true },
};
const histogram = { bytes: [], own: undefined, alike: [] };

test('what only soft references keep is advised no heap dump, and no one is said to leak it', () => {
  const soft = followed([thumbs], { classes: { ...histogram, soft: 41_187 } });
  expect(jvmWords.heapFix(suspectIn(soft))).toMatch(/^Fix: only soft references keep it/);
  expect(unheldLines(soft)[0]).toMatch(
    /SoftReference grew by 41,187 instances. The JVM frees it before an OutOfMemoryError/,
  );
  const unknown = followed([thumbs], { classes: histogram });
  expect(jvmWords.heapFix(suspectIn(unknown))).toMatch(/^Fix: see first whether it stays/);
  expect(unheldLines(unknown)[0]).toMatch(
    /soft or weak references keep it, or a static field of a class whose loader is kept .*, it waits for its finalizer, or it is garbage/,
  );
  const reloaded = followed([thumbs], { classes: { ...histogram, loaded: 17_000 } });
  expect(unheldLines(reloaded)[0]).toMatch(
    /static fields of classes whose class loader is kept may keep it, .* as java.lang.Class grew by 17,000 instances/,
  );
  expect(jvmWords.heapFix(suspectIn(reloaded))).toContain('release the class loader');
  expect(unheldLines(unknown)[0]).not.toContain('OutOfMemoryError');
  expect(
    unheldLines(followed([{ ...thumbs, kept: { class: 'byte[]' } }], { classes: { ...histogram, soft: 9 } })),
  ).toEqual([]);
});

test('what waits for its finalizer is freed by no OutOfMemoryError, however many soft references there are beside', () => {
  const finalizing = followed([thumbs], { classes: { ...histogram, soft: 12, finalizers: 4801 } });
  expect(unheldLines(finalizing)[0]).toMatch(
    /^Objects wait for their finalize\(\): .*Finalizer grew by 4,801 instances/,
  );
  expect(unheldLines(finalizing)[0]).not.toContain('frees it');
  expect(jvmWords.heapFix(suspectIn(finalizing))).toMatch(/^Fix: finalize\(\) runs in one thread/);
});

test('a recording that could have named the holder is asked before a heap dump is taken, whose cost is said', () => {
  const side = { objects: 40, full: false, unasked: { sites: false, holders: true } };
  const path = { ...thumbs, kept: { class: 'byte[]' } };
  const unasked = suspectIn(followed([path], { followed: { table: 256, base: side, current: side } }));
  expect(jvmWords.heapFix(unasked)).toMatch(
    /^Fix: let the next dump .*JFR\.dump path-to-gc-roots=true .*heap dump .*stands still/,
  );
  expect(jvmWords.heapFix(suspectIn(followed([path])))).toMatch(/^Fix: take a heap dump .*stands still/);
});

test('where classes stand for what allocates them the service’s own is suspected, not what it is made of', () => {
  const ofClass = (name: string, file: string): GrowthPath => ({
    ...grown,
    frames: [{ function: name, file, line: 0 }],
    kept: { class: name },
  });
  const bytes = ofClass('byte[]', '');
  expect(suspectIn(followed([bytes, ofClass('com.acme.Session', 'com/acme/Session.java')]))).toMatchObject({
    name: 'Session',
    ofClass: true,
  });
  expect(suspectIn(followed([bytes]))).toMatchObject({ name: 'byte[]', ofClass: true });
});

describe('a class with a soft reference more for each instance', () => {
  const own = { name: 'dev.heron.glyphs.Glyphs$Outline', more: 3364 };
  const counted = (soft: number) => ({ ...histogram, bytes: [{ name: 'double[]', more: 9e7 }], own, soft });
  const ofClasses = (soft: number) =>
    followed([], { sampleType: 'class_bytes', unit: 'bytes', classes: counted(soft) });

  test('may be kept by these alone, which a histogram does not show', () => {
    const suspect = suspectIn(ofClasses(9007));
    expect(suspect).toMatchObject({ name: 'Glyphs$Outline', unheld: 'perhaps-softly' });
    expect(jvmWords.heapFix(suspect)).toMatch(/^Fix: see first whether soft references alone keep it/);
    expect(classLines(counted(9007)).join(' ')).toContain('SoftReference grew by 9,007 instances as well');
  });

  test.each([90, 900, 2000])('is a class like others with %i of them', (soft) => {
    expect(suspectIn(ofClasses(soft))).not.toHaveProperty('unheld');
    expect(classLines(counted(soft)).join(' ')).not.toContain('SoftReference');
  });

  test('is known of a profile too, beside which a histogram lies, and not where the profile shows what keeps it', () => {
    const line = (holder?: string): GrowthPath => ({ ...thumbs, kept: { class: 'double[]', holder } });
    const beside = (path: GrowthPath) => suspectIn(followed([path], { classes: counted(9007) }));
    expect(beside(line())).toMatchObject({ unheld: 'perhaps-softly' });
    expect(beside(line('static Glyphs.ALL → HashMap.table'))).not.toHaveProperty('unheld');
  });
});

describe('a class that grew most and has no sample left', () => {
  const classes = { ...histogram, own: { name: 'com.acme.Session$Entry', more: 80_000 } };
  const arrays: GrowthPath = { ...grown, delta: 6, frames: thumbs.frames, kept: { class: 'byte[]' } };
  const of = (unplaced: number | undefined, path = arrays) =>
    suspectIn(followed([path], { sampleType: 'inuse_space', unit: 'bytes', classes, unplaced }))?.name;

  test('is named where the profiles cannot place more than any path gained', () => {
    expect(of(57)).toBe('Session$Entry');
  });

  test('is not where a path gained more, or has objects of it', () => {
    expect([of(5), of(undefined)]).toEqual(['Thumbs$Thumbnail.<init>', 'Thumbs$Thumbnail.<init>']);
    expect(of(57, { ...arrays, kept: { class: 'com.acme.Session$Entry' } })).toBe('Thumbs$Thumbnail.<init>');
    expect(of(57, { ...arrays, kept: { class: 'byte[]', made: [['com.acme.Session$Entry', 1]] } })).toBe(
      'Thumbs$Thumbnail.<init>',
    );
  });
});
