import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ticksOf } from '../../src/profile/allocated-since.ts';
import { asOf } from '../../src/profile/as-of.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import { readAny } from '../../src/profile/import/any.ts';
import { DEFAULT_LIMITS } from '../../src/profile/import/limits.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { readFixture } from '../support/profile/read-fixture.ts';

const read = (name: string) => readAny(gunzipSync(readFixture(`jfr/${name}.jfr.gz`)), { limits: DEFAULT_LIMITS });

/** Of a recording beside what it shows of so long before its end. */
function compared(profile: Profile, before: number) {
  const base = asOf(profile, before) ?? expect.fail('nothing is known of then');
  const time = profile.time ?? expect.fail('no time');
  const sides = [
    { time: time - before, profile: base },
    { time, profile },
  ] as const;
  return { base, comparison: compareProfiles(...sides, { sampleType: 'old_object_samples' }) };
}

/** Seconds after the start of the process, in order. */
function births(profile: Profile): readonly number[] {
  const { perTick } = profile.objectClock ?? expect.fail('no clock');
  const dated = (ticksOf({ profile }) ?? []).filter((ticks) => ticks !== '');
  return dated.map((ticks) => (Number(ticks) * perTick) / 1000).sort((a, b) => a - b);
}

describe('one recording of followed objects', () => {
  test('has of an earlier moment the objects allocated by then, and the heap after the collection before', async () => {
    // By `jfr print`: dumped at 8.81 s; collections at 5.3, 7.5, 8.6 and 8.8 s left 18.0, 18.8, 30.3 and 34.8 MiB.
    const profile = await read('old-objects-jdk21');
    const { base, comparison } = compared(profile, 1200);
    const collected = (profile.objectClock?.levels ?? []).map(
      ({ ticks }) => (ticks * (profile.objectClock?.perTick ?? 0)) / 1000,
    );
    expect(collected.map((at) => at.toFixed(1))).toEqual(['5.3', '7.5', '8.6', '8.8']);
    expect(births(base)).toEqual(births(profile).filter((at) => at <= (collected[1] ?? 0)));
    const { followed } = comparison;
    expect((followed?.base.heap ?? 0) / 2 ** 20).toBeCloseTo(18.8, 0);
    expect((followed?.current.heap ?? 0) / 2 ** 20).toBeCloseTo(34.8, 0);
    expect(followed?.since).toBe(births(profile).length - births(base).length);
    expect(comparison.paths[0]?.delta).toBeGreaterThan(0);
    expect(comparison.paths[0]?.sampled?.current).toBeGreaterThan(20);
  });

  test('without collections has the objects alone', async () => {
    const { base, comparison } = compared(await read('old-objects-current'), 1000);
    // By `jfr print`: dumped 5.92 s after the start; 48 of 101 objects are of after the dump before, at 5.0 s.
    expect(base.samples.count).toBe(53);
    expect(comparison.followed).toMatchObject({ since: 48, base: { objects: 53 }, current: { objects: 101 } });
    expect(comparison.paths[0]?.frames[0]).toMatchObject({
      function: 'com.acme.markets.LeakyQuotes$Quote.<init>',
      line: 18,
    });
  });

  test('shows nothing of before its process began, nor of a moment after its last object', async () => {
    const profile = await read('old-objects-current');
    expect(asOf(profile, 60_000)).toBeUndefined();
    expect(asOf(profile, 0)).toBeUndefined();
  });

  test('is none where nothing shows when objects were allocated', async () => {
    expect(asOf(await read('live-current'), 1000)).toBeUndefined();
  });
});
