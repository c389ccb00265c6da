import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPprof } from '../../src/profile/import/pprof.ts';
import { arbitraryProfile, encode, type ProfileDraft } from '../support/profile/arbitrary-profile.ts';

type Row = readonly [flat: bigint, cum: bigint];

/** Flat and cum of the first sample type, the plainest way: 64-bit integers that wrap, as Go's do. */
function naive({ samples }: ProfileDraft): Map<string, Row> {
  const rows = new Map<string, Row>();
  const add = (key: string, flat: bigint, cum: bigint) => {
    const [ownFlat, ownCum] = rows.get(key) ?? [0n, 0n];
    rows.set(key, [BigInt.asIntN(64, ownFlat + flat), BigInt.asIntN(64, ownCum + cum)]);
  };
  for (const { stack, values } of samples) {
    const value = values[0] ?? 0n;
    const keys = stack.flatMap((frames) => (frames.length === 0 ? ['<unknown> '] : frames.map(keyOf)));
    const [leaf] = keys;
    if (leaf !== undefined) add(leaf, value, 0n);
    for (const key of new Set(keys)) add(key, 0n, value);
  }
  return rows;
}

function keyOf(frame: string): string {
  return frame.replace(/:\d+$/, '');
}

/** Every stack twice more, once with what cancels the first out and once with as much again. */
function repeated({ samples, ...draft }: ProfileDraft): ProfileDraft {
  const negative = samples.map((sample) => ({
    ...sample,
    values: sample.values.map((value) => BigInt.asIntN(64, -value)),
  }));
  return { ...draft, samples: [...samples, ...negative.slice(1), ...samples] };
}

test('flat and cum of both sides and their difference are exact for 64-bit values', () => {
  const oneType = arbitraryProfile().filter(({ width }) => width === 1);
  fc.assert(
    fc.property(oneType, oneType, fc.boolean(), (base, drawn, again) => {
      const current = again ? repeated(drawn) : drawn;
      const { functions } = diffProfiles(readPprof(encode(base)), readPprof(encode(current)));
      const [before, after] = [naive(base), naive(current)];
      for (const { name, file, flat, cum } of functions) {
        const key = `${name} ${file}`;
        const [flatBefore, cumBefore] = before.get(key) ?? [0n, 0n];
        const [flatAfter, cumAfter] = after.get(key) ?? [0n, 0n];
        before.delete(key);
        after.delete(key);
        expect([flat.base, flat.current, flat.delta].map(BigInt)).toEqual(
          [flatBefore, flatAfter, flatAfter - flatBefore].map((value) => BigInt.asIntN(64, value)),
        );
        expect([cum.base, cum.current, cum.delta].map(BigInt)).toEqual(
          [cumBefore, cumAfter, cumAfter - cumBefore].map((value) => BigInt.asIntN(64, value)),
        );
      }
      // What is not reported has no value.
      expect([...before.values(), ...after.values()].flat().every((value) => value === 0n)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
