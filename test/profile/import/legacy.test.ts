import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { LegacyGolden } from '../../../scripts/corpus/legacy-golden.ts';
import { LeakbotError } from '../../../src/foundation/errors.ts';
import { diffProfiles } from '../../../src/profile/diff.ts';
import { DEFAULT_LIMITS } from '../../../src/profile/import/limits.ts';
import { readPair } from '../../../src/profile/import/pair.ts';
import { readPprof } from '../../../src/profile/import/pprof.ts';
import { encodeTyped } from '../../support/profile/arbitrary-profile.ts';
import { readFixture } from '../../support/profile/read-fixture.ts';
import { stacksOf } from '../../support/profile/stacks-of.ts';
import { topsOf } from '../../support/profile/top-of.ts';

const file = (name: string) => readFixture(`legacy-profiles/${name}`);
const GOLDEN = JSON.parse(gunzipSync(file('go-tool-pprof.json.gz')).toString()) as LegacyGolden[];

const pairOf = (bytes: Uint8Array) =>
  readPair(
    () => bytes,
    () => bytes,
  );

// What go tool pprof printed: see test/fixtures/legacy-profiles/README.md.
describe.each(GOLDEN)('$name', ({ name, tops }) => {
  test('was asked about', () => expect(Object.keys(tops)).not.toEqual([]));

  test.each(Object.entries(tops))('%s: every figure is that of go tool pprof', async (sampleType, top) => {
    const { base, current } = await pairOf(file(name));
    expect(base.sampleTypes.map(({ type }) => type)).toEqual(Object.keys(tops));
    expect(topsOf(diffProfiles(base, current, { sampleType }), 'filefunctions').current).toEqual(top);
  });
});

describe('goroutines as text', () => {
  /** How many goroutines stand in each function. */
  const counted = async (name: string) => {
    const { base, current } = await pairOf(file(name));
    const { total, functions } = diffProfiles(base, current, { sampleType: 'goroutine' });
    return {
      total: Number(total.current),
      cum: new Map(functions.map((each) => [each.name, Number(each.cum.current)])),
    };
  };

  test('are those of the profile of the same moment, in every function that the text names', async () => {
    const [text, profile] = await Promise.all([counted('go-goroutine.txt'), counted('go-goroutine.pb.gz')]);
    const named = [...text.cum].filter(([name]) => name !== '<unknown>');
    expect(text.total).toBe(profile.total);
    // The goroutine that writes the profile stands somewhere else each time: the rest waits.
    const waiting = named.filter(([name]) => /^main\.(wait|inner|outer)$/.test(name));
    expect(new Map(waiting)).toEqual(
      new Map([...profile.cum].filter(([name]) => /^main\.(wait|inner|outer)$/.test(name))),
    );
    expect(waiting).toHaveLength(3);
  });

  test('keep their labels', () => {
    const labels = stacksOf(readPprof(file('go-goroutine.txt'))).flatMap((sample) => sample.labels);
    expect(labels).toEqual(['job=a, b']);
  });
});

describe('what packs a profile', () => {
  test.each([
    ['gzip', gzipSync],
    ['Zstandard', zstdCompressSync],
  ] as const)('%s is undone, for older formats too', (_, pack) => {
    for (const name of ['go-heap.txt', 'cpp-64.cpu']) {
      expect(stacksOf(readPprof(pack(file(name))))).toEqual(stacksOf(readPprof(file(name))));
    }
  });

  test('a burst of Zstandard ends at the limit, half a file is refused', () => {
    const bomb = zstdCompressSync(new Uint8Array(16 * 1024 * 1024));
    expect(() => readPprof(bomb, { ...DEFAULT_LIMITS, maxBytes: 1024 * 1024 })).toThrow(/more than 1 MiB/);
    expect(() => readPprof(zstdCompressSync(file('go-heap.txt')).subarray(0, 100))).toThrow('cannot be unpacked');
  });
});

test('a function without a name is called as pprof calls it', async () => {
  const nameless = encodeTyped({
    types: ['inuse_space:bytes'],
    samples: [{ stack: [[' app.go:3']], values: [7n], labels: [] }],
  });
  const { base, current } = await pairOf(nameless);
  expect(diffProfiles(base, current, {}).functions.map(({ name }) => name)).toEqual(['<unknown>']);
});

describe('what is not to be compared says what it is', () => {
  test.each<[string, string, RegExp]>([
    [
      'a dump of jemalloc',
      'heap_v2/524288\n  t*: 2: 3000 [0: 0]\n@ 0x400010\n  t*: 1: 2000 [0: 0]\n',
      /jemalloc: convert it with `pprofutils jemalloc/,
    ],
    [
      'goroutines with debug=2',
      'goroutine 1 [running]:\nmain.main()\n\t/src/main.go:9 +0x1\n',
      /debug=2.*without the debug parameter/,
    ],
    ['a line of a log', '2026/01/01 00:00:00 server running on :6061\n', /this is text/],
    ['a heap dump of the JVM', 'JAVA PROFILE 1.0.2\0\0\0\0\x08', /hprof/],
    ['a flight recording', 'FLR\0\0\x02\0\x01\0\0\0\0', /Flight Recorder.*leakbot diff/],
    ['a web page', '<!doctype html><title>login</title>', /web page/],
    ['JSON', '{"error": "no"}', /JSON/],
    ['a program', '\x7fELF\x02\x01\x01', /a program/],
  ])('%s', (_, content, words) => {
    expect(() => readPprof(Buffer.from(content, 'latin1'))).toThrow(words);
  });

  test.each<[string, string]>([
    ['a heap with a line that is none', 'heap profile: 1: 2 [1: 2] @ heap/2\n1: 2 [1: 2] 0x1\n'],
    ['bytes in no object', 'heap profile: 1: 2 [1: 2] @ heap/2\n0: 2 [0: 2] @ 0x1\n'],
    ['an address beyond 64 bits', 'goroutine profile: total 1\n1 @ 0x11111111111111111\n'],
    ['threads without a thread', '--- threadz 1 ---\n\n--- Something else ---\n'],
  ])('%s is malformed', (_, content) => {
    expect(() => readPprof(Buffer.from(content))).toThrow(/malformed profile/);
  });

  test('damaged ones give the one error, or something that can still be compared', async () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (const { name } of GOLDEN) {
      for (let round = 0; round < 60; round += 1) {
        const damaged = file(name).slice(0, random(2) === 0 ? undefined : random(file(name).length));
        for (let change = 0; change < 3 && damaged.length > 0; change += 1)
          damaged[random(damaged.length)] = random(256);
        const outcome = await pairOf(damaged).then(
          ({ base, current }) => diffProfiles(base, current, {}),
          (error: unknown) => error,
        );
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(LeakbotError);
      }
    }
  });
});
