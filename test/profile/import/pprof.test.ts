import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Profile as OracleProfile } from 'pprof-format';
import { describe, expect, test } from 'vitest';
import { LeakbotError } from '../../../src/foundation/errors.ts';
import { diffProfiles } from '../../../src/profile/diff.ts';
import { DEFAULT_LIMITS } from '../../../src/profile/import/limits.ts';
import { readPprof } from '../../../src/profile/import/pprof.ts';
import { InvalidProfileError } from '../../../src/profile/invalid-profile.ts';
import { arbitraryProfile, encode, type ProfileDraft } from '../../support/profile/arbitrary-profile.ts';
import { readFixture } from '../../support/profile/read-fixture.ts';
import { stacksOf } from '../../support/profile/stacks-of.ts';

describe('reading', () => {
  test('gives back every value, frame and label that was written', () => {
    fc.assert(
      fc.property(arbitraryProfile(), (draft: ProfileDraft) => {
        expect(stacksOf(readPprof(encode(draft)))).toEqual(draft.samples);
      }),
      { numRuns: 300 },
    );
  });

  test('reads gzipped and plain alike', () => {
    const [draft] = fc.sample(arbitraryProfile(), { numRuns: 1, seed: 7 });
    if (draft === undefined) throw new Error('no profile was made');
    const bytes = encode(draft);
    expect(stacksOf(readPprof(gzipSync(bytes)))).toEqual(stacksOf(readPprof(bytes)));
  });

  test('agrees with pprof-format on a recorded profile', () => {
    const bytes = readFixture('profiles/churn/heap-current.pb.gz');
    const profile = readPprof(bytes);
    const oracle = OracleProfile.decode(gunzipSync(bytes));
    expect(profile.samples.count).toBe(oracle.sample.length);
    expect(Array.from(profile.samples.values, BigInt)).toEqual(
      oracle.sample.flatMap((sample) => sample.value.map(BigInt)),
    );
    expect(profile.time).toBe(Number(BigInt(oracle.timeNanos) / 1_000_000n));
  });
});

describe('what is no profile', () => {
  const recorded = readFixture('profiles/churn/heap-current.pb.gz');
  const plain = new Uint8Array(gunzipSync(recorded));
  const text = (content: string) => new TextEncoder().encode(content);

  test.each([
    ['nothing', new Uint8Array()],
    ['an empty gzip file', gzipSync('')],
    ['half a gzip file', recorded.slice(0, recorded.length / 2)],
    ['bytes behind the gzip data', Uint8Array.of(...recorded, 1, 2, 3)],
    ['half a profile', plain.slice(0, plain.length / 2)],
    ['two profiles in one', Uint8Array.of(...plain, ...plain)],
    ['zeros', new Uint8Array(100)],
    ['text', text('heap profile: 1: 2 [3: 4]')],
    ['a web page', text('<!doctype html><title>login</title>')],
  ])('%s is refused', (_, bytes) => expect(() => readPprof(bytes)).toThrow(InvalidProfileError));

  test('a wrong checksum is refused', () => {
    const wrong = recorded.slice();
    const last = wrong.length - 8;
    wrong[last] = (wrong[last] ?? 0) ^ 1;
    expect(() => readPprof(wrong)).toThrow(InvalidProfileError);
  });

  test('text says what to do', () => {
    expect(() => readPprof(text('goroutine 7 [running]:\n'))).toThrow(/without the debug parameter/);
  });

  test('a gzip bomb ends at the limit', () => {
    const bomb = gzipSync(new Uint8Array(64 * 1024 * 1024));
    expect(() => readPprof(bomb, { ...DEFAULT_LIMITS, maxBytes: 1024 * 1024 })).toThrow(/more than 1 MiB/);
  });

  test('a damaged profile gives the one error, or something that can still be compared', () => {
    const damage = fc.array(fc.tuple(fc.nat(plain.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(damage, fc.nat(plain.length), (bytes, length) => {
        const damaged = plain.slice(0, length);
        for (const [at, byte] of bytes) if (at < length) damaged[at] = byte;
        try {
          const profile = readPprof(damaged);
          diffProfiles(profile, profile);
        } catch (error) {
          expect(error).toBeInstanceOf(LeakbotError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
