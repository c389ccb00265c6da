import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compareProfiles } from '../../../src/profile/compare.ts';
import { diffProfiles } from '../../../src/profile/diff.ts';
import { readPprof } from '../../../src/profile/import/pprof.ts';
import { InvalidProfileError } from '../../../src/profile/invalid-profile.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { multiplied, oneDeep } from '../../support/profile/hostile.ts';
import { readFixture } from '../../support/profile/read-fixture.ts';
import { bytesOf, message, number, text } from '../../support/profile/wire.ts';

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

  test('as many frames as large profiles have are let in', () => {
    expect(compare(readPprof(multiplied({ lines: 100, samples: 1000 })))).toBe(1);
  });

  test('a deep recursion is walked once, not for every sample like it', () => {
    const started = performance.now();
    expect(compare(readPprof(oneDeep({ depth: 100_000, samples: 100_000 })))).toBe(1);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
