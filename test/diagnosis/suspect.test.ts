import { expect, test } from 'vitest';
import { suspectOf } from '../../src/diagnosis/suspect.ts';
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
