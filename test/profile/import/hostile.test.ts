import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compareProfiles } from '../../../src/profile/compare.ts';
import { diffProfiles } from '../../../src/profile/diff.ts';
import { DEFAULT_LIMITS } from '../../../src/profile/import/limits.ts';
import { readPprof } from '../../../src/profile/import/pprof.ts';
import { InvalidProfileError } from '../../../src/profile/invalid-profile.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { multiplied, oneDeep } from '../../support/profile/hostile.ts';
import { readFixture } from '../../support/profile/read-fixture.ts';
import { bytesOf, message, number, text, varint } from '../../support/profile/wire.ts';

const recorded = readFixture('profiles/churn/heap-current.pb.gz');

describe('gzip', () => {
  const halves = () => {
    const plain = bytesOf(message(1), text(6, ''), message(2, number(2, 1)), message(2, number(2, 2)));
    return [plain.slice(0, 7), plain.slice(7)].map((part) => gzipSync(part));
  };

  test('of several members is one profile', () => {
    expect(readPprof(Buffer.concat(halves())).samples.count).toBe(2);
    expect(readPprof(Buffer.concat([...halves(), gzipSync('')])).samples.count).toBe(2);
  });

  // Go's reader wants a whole member behind a member.
  test.each([
    ['zeros', new Uint8Array(8)],
    ['the first byte of another member', Uint8Array.of(0x1f)],
    ['the first two bytes of another member', Uint8Array.of(0x1f, 0x8b)],
    ['half a member', gzipSync('more').subarray(0, 12)],
  ])('with %s behind it is refused', (_, rest) => {
    expect(() => readPprof(Buffer.concat([recorded, rest]))).toThrow(InvalidProfileError);
  });

  test('whose second member has a wrong checksum is refused', () => {
    const joined = Buffer.concat(halves());
    joined.writeUInt8(joined.readUInt8(joined.length - 6) ^ 1, joined.length - 6);
    expect(() => readPprof(joined)).toThrow(InvalidProfileError);
  });
});

function compare(profile: Profile): number {
  const taken = { time: 0, profile };
  return compareProfiles(taken, taken).paths.length + diffProfiles(profile, profile).paths.length;
}

describe('a small file that stands for endless work', () => {
  test('a few lines in many samples are refused when they multiply', () => {
    const started = performance.now();
    expect(() => readPprof(multiplied({ lines: 30_000, samples: 30_000 }))).toThrow(/frames/);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test.each([
    ['with a line each', message(4, number(1, 1), number(2, 7))],
    ['without symbols: they count as well', []],
  ])('one stack of too many calls, %s', (_, line) => {
    const strings = ['', 'goroutine', 'count', 'main.main'].map((content) => text(6, content));
    const stack = message(1, ...Array.from({ length: 100 }, () => varint(1)));
    const tables = [message(5, number(1, 1), number(2, 3)), message(4, number(1, 1), line)];
    const file = bytesOf(
      message(1, number(1, 1), number(2, 2)),
      ...strings,
      ...tables,
      message(2, stack, number(2, 1)),
    );
    const read = (maxFrames: number) =>
      readPprof(file, { ...DEFAULT_LIMITS, maxFrames }).samples.stacks.locations.length;
    expect(() => read(99)).toThrow('the profile has more than 99 frames in its stacks');
    expect(read(100)).toBe(100);
  });

  test('as many frames as large profiles have are let in', () => {
    expect(compare(readPprof(multiplied({ lines: 100, samples: 1000 })))).toBe(1);
  });

  test('a deep recursion is walked once, not for every sample like it', () => {
    const started = performance.now();
    expect(compare(readPprof(oneDeep({ depth: 100_000, samples: 100_000 })))).toBe(1);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
