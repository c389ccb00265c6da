import { describe, expect, test } from 'vitest';
import { InvalidProfileError } from '../../../src/profile/invalid-profile.ts';
import { JfrCursor } from '../../../src/profile/jfr/cursor.ts';

/** As a recorder writes it: seven bits a byte, the ninth has eight. */
function written(value: bigint): number[] {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  while (left >= 0x80n && bytes.length < 8) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  return [...bytes, Number(left)];
}

describe('an integer of seven bits a byte', () => {
  const edges = Array.from({ length: 64 }, (_, bit) => 1n << BigInt(bit)).flatMap((edge) => [
    edge - 1n,
    edge,
    edge + 1n,
  ]);
  const values = [...edges, ...edges.map((edge) => -edge)].map((value) => BigInt.asIntN(64, value));

  test('is read exactly, and skipped to the same byte, at every power of two', () => {
    for (const value of values) {
      const bytes = Uint8Array.from([...written(value), 0xff]);
      const [read, skipped] = [new JfrCursor(bytes), new JfrCursor(bytes)];
      skipped.skipLong();
      expect([BigInt(read.long()), read.at, skipped.at]).toEqual([value, bytes.length - 1, bytes.length - 1]);
    }
  });

  test('that is cut off is refused, read or skipped', () => {
    for (const value of values) {
      const bytes = Uint8Array.from(written(value).slice(0, -1));
      expect(() => new JfrCursor(bytes).long()).toThrow(InvalidProfileError);
      expect(() => {
        new JfrCursor(bytes).skipLong();
      }).toThrow(InvalidProfileError);
    }
  });
});

test.each([0, 1, 1023, 1024, 1025, 5000])('a text of %i characters is read, and skipped to the same byte', (length) => {
  const text = 'aé€\u{1f600}'.repeat(length).slice(0, length);
  const units = Array.from({ length }, (_, at) => written(BigInt(text.charCodeAt(at)))).flat();
  const bytes = Uint8Array.from([4, ...written(BigInt(length)), ...units, 0xff]);
  const [read, skipped] = [new JfrCursor(bytes), new JfrCursor(bytes)];
  skipped.skipText();
  expect([read.text(), read.at, skipped.at]).toEqual([text, bytes.length - 1, bytes.length - 1]);
});
