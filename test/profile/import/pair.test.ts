import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readPair } from '../../../src/profile/import/pair.ts';
import { multipliedApart } from '../../support/profile/hostile.ts';

describe('a side that is large enough to be unpacked beside the other', () => {
  const plain = multipliedApart({ lines: 1, samples: 50_000 });
  const packed = gzipSync(plain);

  test('is read as any other', async () => {
    expect(plain.length).toBeGreaterThan(1024 * 1024);
    const { base, current } = await readPair(
      () => plain,
      () => packed,
    );
    expect(current.samples.count).toBe(50_000);
    expect(current.samples.stacks).toEqual(base.samples.stacks);
  });

  test.each([
    ['cut off', packed.subarray(0, packed.length / 2), /the current profile cannot be read: .*unpacked/],
    ['with other bytes behind', Buffer.concat([packed, packed.subarray(-8)]), /the current profile cannot be read/],
  ])('%s, is refused by name', async (_, broken, words) => {
    await expect(
      readPair(
        () => packed,
        () => broken,
      ),
    ).rejects.toThrow(words);
  });

  test('is not what an error is about when the other cannot be read either', async () => {
    await expect(
      readPair(
        () => Buffer.from('no profile'),
        () => packed.subarray(0, packed.length / 2),
      ),
    ).rejects.toThrow(/the base profile cannot be read/);
  });
});
