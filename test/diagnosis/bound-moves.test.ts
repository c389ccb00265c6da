import { expect, test } from 'vitest';
import { hardlyMoves } from '../../src/diagnosis/bound-moves.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import { jvmWords } from '../../src/runtime/jvm/words.ts';

/** MiB: the limit, what lies beside the heap, and the bound of the heap today. */
test.each([
  [400, 105, 271, true],
  [512, 90, 400, true],
  [2048, 300, 1600, true],
  [512, 90, 768, false],
  [512, 90, 480, false],
  [4096, 400, 4000, false],
])(
  'under a limit of %i MiB with %i beside it a heap of at most %i is hardly lowered: %s',
  (limit, outside, max, said) => {
    expect(hardlyMoves(jvmWords.heapSetting(limit * MiB, outside * MiB), max * MiB)).toBe(said);
  },
);

test('nothing is said of a heap whose bound is not known', () => {
  expect(hardlyMoves(jvmWords.heapSetting(GiB, undefined), undefined)).toBe(false);
});
