import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SAMPLE_TYPES } from '../../../scripts/corpus/golden.ts';
import { compareProfiles } from '../../../src/profile/compare.ts';
import { diffProfiles } from '../../../src/profile/diff.ts';
import { readPair } from '../../../src/profile/import/pair.ts';
import { InvalidProfileError } from '../../../src/profile/invalid-profile.ts';
import { arbitraryProfile, encode, encodeTyped, type ProfileDraft } from '../../support/profile/arbitrary-profile.ts';
import { readFixture } from '../../support/profile/read-fixture.ts';
import { bytesOf, message, number, text } from '../../support/profile/wire.ts';

/** What is compared when all samples are read, and when those without a value in the sample type are left out. */
async function bothWays(base: Uint8Array, current: Uint8Array, sampleType: string) {
  const read = async (counted: readonly string[] | undefined) => {
    const pair = await readPair(
      () => base,
      () => current,
      { counted },
    );
    const taken = { base: { time: 0, profile: pair.base }, current: { time: 1, profile: pair.current } };
    return {
      diff: diffProfiles(pair.base, pair.current, { sampleType }),
      comparison: compareProfiles(taken.base, taken.current, { sampleType }),
      samples: pair.current.samples.count,
    };
  };
  return { whole: await read(undefined), counted: await read([sampleType]) };
}

/** A draft most of whose figures are 0, as those of a heap profile are; and so small that the order of a sum makes no difference. */
function mostlyFreed({ samples, ...draft }: ProfileDraft): ProfileDraft {
  const freed = (value: bigint) => (value % 3n === 0n ? BigInt.asIntN(48, value) : 0n);
  return { ...draft, samples: samples.map((sample) => ({ ...sample, values: sample.values.map(freed) })) };
}

describe('samples that do not count are left out', () => {
  const folders = readdirSync(new URL('../../fixtures/profiles/', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  test.each(folders.flatMap((folder) => SAMPLE_TYPES.heap.map((sampleType) => ({ folder, sampleType }))))(
    'and nothing of a comparison changes: $folder, $sampleType',
    async ({ folder, sampleType }) => {
      const file = (side: string) => readFixture(`profiles/${folder}/heap-${side}.pb.gz`);
      const { whole, counted } = await bothWays(file('base'), file('current'), sampleType);
      expect(counted.diff).toEqual(whole.diff);
      expect(counted.comparison).toEqual(whole.comparison);
    },
  );

  test('whatever the profiles', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryProfile(), arbitraryProfile(), async (base, current) => {
        const { whole, counted } = await bothWays(encode(mostlyFreed(base)), encode(mostlyFreed(current)), 'type0');
        expect(counted.diff).toEqual(whole.diff);
        expect(counted.comparison).toEqual(whole.comparison);
      }),
    );
  });

  test('however many stacks remain, and those that come again', async () => {
    const samples = Array.from({ length: 9000 }, (_, index) => ({
      stack: [['main.leaf /src/main.go:1'], [`main.caller${index % 3000} /src/main.go:2`]],
      values: [BigInt(index % 2), 1n],
      labels: [`bytes=${1 + (index % 7)}`],
    }));
    const file = encodeTyped({ samples, types: ['space:bytes', 'objects:count'] });
    const { whole, counted } = await bothWays(file, file, 'space');
    expect([whole.samples, counted.samples]).toEqual([9000, 4500]);
    expect(counted.diff).toEqual(whole.diff);
  });

  test('yet the functions of the main package show what the application’s own tree is', async () => {
    const frame = (name: string, tree: string) => [`${name} /go/src/github.com/${tree}/a.go:1`];
    const samples = [
      { stack: [frame('main.main', 'acme/markets/cmd')], values: [0n], labels: [] },
      { stack: [frame('github.com/other/cache.Put', 'other/cache')], values: [5n], labels: [] },
      { stack: [frame('github.com/acme/markets/quotes.Load', 'acme/markets/quotes')], values: [6n], labels: [] },
    ];
    const file = encodeTyped({ samples, types: ['space:bytes'] });
    const { counted } = await bothWays(file, file, 'space');
    const own = counted.comparison.tree.children.filter(({ application }) => application);
    expect(own.map(({ name }) => name)).toEqual(['quotes.Load']);
  });
});

describe('a sample that is left out is checked like any other', () => {
  const file = (sample: readonly (readonly number[])[]) =>
    bytesOf(
      message(1, number(1, 1), number(2, 2)),
      ...['', 'space', 'bytes', 'main.main'].map((content) => text(6, content)),
      message(5, number(1, 1), number(2, 3)),
      message(4, number(1, 1), message(4, number(1, 1))),
      message(4, number(1, 2), message(4, number(1, 1))),
      message(2, ...sample),
      message(2, message(1, [1]), message(2, [9])),
    );
  const read = (bytes: Uint8Array) =>
    readPair(
      () => bytes,
      () => bytes,
      { counted: ['space'] },
    );

  test('and read where nothing is wrong with it', async () => {
    const { base } = await read(file([message(1, [1, 2]), number(1, 2), message(2, [0]), message(3, number(1, 3))]));
    expect(base.samples.count).toBe(1);
  });

  test.each([
    ['a location that is not there', [message(1, [1, 3]), message(2, [0])]],
    ['one alone', [number(1, 3), message(2, [0])]],
    ['location 0', [message(1, [0]), message(2, [0])]],
    ['one of three bytes', [message(1, [1, 0x81, 0x80, 0x01]), message(2, [0])]],
    ['one of six', [message(1, [1, 0x81, 0x80, 0x80, 0x80, 0x80, 0x01]), message(2, [0])]],
    ['a location that is cut off', [message(1, [1, 0x81]), message(2, [0])]],
    ['a label that is not there', [message(1, [1]), message(2, [0]), message(3, number(1, 7), number(3, 1))]],
    ['too few values', [message(1, [1])]],
    ['too many', [message(1, [1]), message(2, [0, 0])]],
  ])('refused with %s', async (_, sample) => {
    await expect(read(file(sample))).rejects.toThrow(InvalidProfileError);
  });
});
