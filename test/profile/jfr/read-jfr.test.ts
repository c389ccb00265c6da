import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../scripts/corpus/seeded-random.ts';
import { diffProfiles } from '../../../src/profile/diff.ts';
import { readPair } from '../../../src/profile/import/pair.ts';
import { readPprof } from '../../../src/profile/import/pprof.ts';
import { InvalidProfileError } from '../../../src/profile/invalid-profile.ts';
import { readJfr } from '../../../src/profile/jfr/read-jfr.ts';
import { labelOf, sumsOf } from '../../support/profile/jfr-sums.ts';
import { mutate } from '../../support/profile/mutation.ts';
import { readFixture } from '../../support/profile/read-fixture.ts';

const recording = (name: string) => new Uint8Array(gunzipSync(readFixture(`jfr/${name}.jfr.gz`)));
const golden = JSON.parse(gunzipSync(readFixture('jfr/jfr-print.json.gz')).toString()) as Record<
  string,
  Record<string, Record<string, number>>
>;

describe('a recording of JDK Flight Recorder', () => {
  test.each(Object.keys(golden))('%s: sums by class and stack as `jfr print` has them', (name) => {
    const profile = readJfr(recording(name));
    const expected = golden[name] ?? {};
    expect(Object.values(expected).some((sums) => Object.keys(sums).length > 0)).toBe(true);
    for (const [type, sums] of Object.entries(expected)) {
      expect({ type, sums: sumsOf(profile, type) }).toEqual({ type, sums });
    }
  });

  test('shows the growth where the events show a leak best: by objects that survived, with their class and what keeps them', async () => {
    const pair = await readPair(
      () => readFixture('jfr/old-objects-base.jfr.gz'),
      () => readFixture('jfr/old-objects-current.jfr.gz'),
    );
    const diff = diffProfiles(pair.base, pair.current);
    const [top] = diff.paths;
    expect(diff.sampleType).toBe('old_object_samples');
    expect(top?.frames.slice(0, 3)).toEqual([
      { function: 'com.acme.markets.LeakyQuotes$Quote.<init>', file: 'LeakyQuotes.java', line: 18 },
      { function: 'com.acme.markets.LeakyQuotes.load', file: 'LeakyQuotes.java', line: 27 },
      { function: 'com.acme.markets.LeakyQuotes.handle', file: 'LeakyQuotes.java', line: 31 },
    ]);
    expect(top?.kept).toEqual({
      class: 'byte[]',
      holder:
        'static LeakyQuotes.CACHE → LeakyQuotes$QuoteCache.entries → HashMap.table → HashMap$Node[] → HashMap$Node.value → LeakyQuotes$Quote.payload',
    });
    expect(top?.share).toBeGreaterThan(0.9);
  });

  test('counts the objects of the last dump alone: a later file has those of earlier dumps once more', () => {
    const [base, current] = [readJfr(recording('old-objects-base')), readJfr(recording('old-objects-current'))];
    const both = Buffer.concat([recording('old-objects-base'), recording('old-objects-current')]);
    expect(sumsOf(readJfr(both), 'old_object_samples')).toEqual(sumsOf(current, 'old_object_samples'));
    expect(sumsOf(base, 'old_object_samples')).not.toEqual(sumsOf(current, 'old_object_samples'));
  });

  describe('of chunks that describe their types', () => {
    const sums = (...chunks: readonly Uint8Array[]) => {
      const profile = readJfr(Buffer.concat(chunks));
      return Object.fromEntries(profile.sampleTypes.map(({ type }) => [type, sumsOf(profile, type)]));
    };
    const doubled = (of: Record<string, number>) =>
      Object.fromEntries(Object.entries(of).map(([key, sum]) => [key, 2 * sum]));

    test('in the same words has the sums of all', () => {
      const one = recording('allocations-base');
      expect(sums(one, one)['alloc_space']).toEqual(doubled(golden['allocations-base']?.['alloc_space'] ?? {}));
    });

    test('in other words in between has the sums of all', () => {
      const [one, other] = [recording('allocations-base'), recording('live-base')];
      const all = sums(one, other, one);
      expect(all['live_samples']).toEqual(golden['live-base']?.['live_samples']);
      expect(sums(other, one, one, other)['alloc_space']).toEqual(sums(other, other, one, one)['alloc_space']);
      expect(all['alloc_space']).toEqual(sums(other, one, one)['alloc_space']);
    });

    test('in words that differ by one letter goes by its own', () => {
      const [one, other] = [recording('old-objects-base'), withoutStacks('old-objects-base')];
      expect(sums(other, one)).toEqual(sums(one));
      expect(sums(one, other)).toEqual(sums(other));
      expect(sums(one)).not.toEqual(sums(other));
    });
  });

  test.each([11, 21, 25])('by JDK %i shows class, line and what keeps the object as one by 17 does', (version) => {
    const profile = readJfr(recording(`old-objects-jdk${version}`));
    expect(new Date(profile.process?.startedAt ?? 0).getUTCFullYear()).toBe(2026);
    const samples = [...Array(profile.samples.count).keys()];
    const held = samples.map((sample) => [labelOf(profile, sample, 'class'), labelOf(profile, sample, 'holder')]);
    expect(held).toContainEqual([
      'byte[]',
      'static LeakyQuotes.CACHE → LeakyQuotes$QuoteCache.entries → HashMap.table → HashMap$Node[] → HashMap$Node.value → LeakyQuotes$Quote.payload',
    ]);
    expect(Object.keys(sumsOf(profile, 'old_object_samples')).join('\n')).toContain(
      'byte[] @ com.acme.markets.LeakyQuotes$Quote.<init>:18 com.acme.markets.LeakyQuotes.load:27',
    );
  });

  test('says of what the figures are', () => {
    expect(readJfr(recording('old-objects-base')).comments.join('\n')).toContain('Each counts as one object');
    expect(readJfr(recording('live-current')).comments.join('\n')).toContain('of at most 1024');
    expect(labelOf(readJfr(recording('live-base')), 0, 'class')).toBe('byte[]');
  });

  test.each([
    ['cut off', (bytes: Uint8Array) => bytes.subarray(0, -1)],
    ['of one byte too many', (bytes: Uint8Array) => Buffer.concat([bytes, Uint8Array.of(0)])],
    ['of a header alone', (bytes: Uint8Array) => bytes.subarray(0, 68)],
  ])('%s is refused', (_, damage) => {
    expect(() => readJfr(damage(recording('old-objects-base')))).toThrow(InvalidProfileError);
  });

  test('that is still being written says how to take a copy', () => {
    const bytes = recording('live-base').slice();
    bytes.fill(0, 8, 16);
    expect(() => readJfr(bytes)).toThrow(/JFR\.dump/);
  });

  test('of a later major version of the format is refused by its number', () => {
    const bytes = recording('live-base').slice();
    bytes[5] = 3;
    expect(() => readJfr(bytes)).toThrow(/version 3/);
  });

  test('where a pprof profile is expected is called what it is', () => {
    expect(() => readPprof(readFixture('jfr/live-base.jfr.gz'))).toThrow(/recording of JDK Flight Recorder/);
  });

  // What each becomes is what `jfr print --json` makes of the same bytes.
  test('without stacks shows what the objects are, class by class', () => {
    const bytes = withoutStacks('old-objects-current');
    const { paths, comments } = diffProfiles(readJfr(withoutStacks('old-objects-base')), readJfr(bytes));
    const counted = new Map<string, number>();
    for (const [key, count] of Object.entries(golden['old-objects-current']?.['old_object_samples'] ?? {})) {
      const type = key.split(' ')[0] ?? '';
      counted.set(type, (counted.get(type) ?? 0) + count);
    }
    const sums = new Map<string, number>();
    for (const [key, sum] of Object.entries(sumsOf(readJfr(bytes), 'old_object_samples'))) {
      const type = key.split(' ')[0] ?? '';
      sums.set(type, (sums.get(type) ?? 0) + sum);
    }
    expect(sums).toEqual(counted);
    // Of these, by `jfr print`, those whose allocationTime is after the first dump.
    const found = paths.map(({ frames, sampled }) => [frames[0]?.function ?? '', sampled?.current ?? 0] as const);
    expect(new Map(found)).toEqual(
      new Map([
        ['byte[]', 46],
        ['char[]', 2],
      ]),
    );
    expect(comments.current.join(' ')).toContain('settings=profile');
  });

  test('with some stacks leaves the objects without one where they are', () => {
    const { samples, sampleTypes } = readJfr(recording('old-objects-current'));
    expect(samples.count).toBeGreaterThan(0);
    expect(sampleTypes[0]?.followed?.unasked).toEqual({ sites: false, holders: false });
    expect(readJfr(withoutStacks('old-objects-current')).sampleTypes[0]?.followed?.unasked?.sites).toBe(true);
  });

  /** The field has another name, as if the event had none of this one. */
  function withoutStacks(name: string): Uint8Array {
    const text = Buffer.from(recording(name)).toString('latin1');
    expect(text).toContain('\x0astackTrace');
    return Buffer.from(text.replaceAll('\x0astackTrace', '\x0astackTrbce'), 'latin1');
  }

  describe('whose types describe themselves otherwise is read as the JDK reads it:', () => {
    const base = sumsOf(readJfr(recording('live-base')), 'live_samples');

    test('a type of one field is what that field holds, whatever its name', () => {
      expect(sumsOf(readJfr(renamed('\x03\x06string', '\x03\x06strifg')), 'live_samples')).toEqual(base);
    });

    test('a value stands in a pool where the attribute is there, whatever it says', () => {
      expect(sumsOf(readJfr(renamed('\x03\x04true', '\x03\x04trve')), 'live_samples')).toEqual(base);
    });

    test('what does not call itself an event is none', () => {
      expect(readJfr(renamed('jdk.jfr.Event', 'jdk.jfr.Evegt')).sampleTypes).toEqual([]);
    });

    function renamed(from: string, to: string): Uint8Array {
      const text = Buffer.from(recording('live-base')).toString('latin1');
      expect(text).toContain(from);
      return Buffer.from(text.replaceAll(from, to), 'latin1');
    }
  });

  test('damaged in 2,000 ways is read or refused by the one typed error', () => {
    const random = seededRandom(7);
    const sources = ['live-base', 'live-current', 'live-base', 'allocations-base'].map(recording);
    const tally = { read: 0, refused: 0 };
    for (let at = 0; at < 2000; at++) {
      const bytes = mutate(sources[at % sources.length] ?? new Uint8Array(), random);
      try {
        const profile = readJfr(bytes);
        if (profile.sampleTypes.length > 0) diffProfiles(profile, profile);
        tally.read++;
      } catch (error) {
        if (!(error instanceof InvalidProfileError)) throw error;
        tally.refused++;
      }
    }
    expect(Math.min(tally.read, tally.refused)).toBeGreaterThan(200);
  });
});
