import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { KiB, MiB } from '../../src/measurement/bytes.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import type { HeapLevels } from '../../src/profile/followed-heap.ts';
import { readJfr } from '../../src/profile/jfr/read-jfr.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';
import { readFixture } from '../support/profile/read-fixture.ts';

const recording = (name: string) => readJfr(new Uint8Array(gunzipSync(readFixture(`jfr/${name}.jfr.gz`))));
const TYPES = ['inuse_space', 'live_space', 'old_object_samples', 'live_samples', 'live'];

function compared(base: Profile, current: Profile, heap?: HeapLevels) {
  return compareProfiles({ time: 0, profile: base }, { time: 1, profile: current }, { sampleType: TYPES, heap });
}

/** As Pyroscope keeps the `live` samples of a Java profile: a count of objects by stack. */
function pyroscopeLive(drawing: string): Profile {
  return { ...drawnProfile(drawing), sampleTypes: [{ type: 'live', unit: 'count' }], defaultSampleType: 'live' };
}

describe('objects that async-profiler follows', () => {
  const twice = { base: 100 * MiB, current: 200 * MiB };

  test('of a full table: 100 and 200 MiB kept are a growth by half of the later heap, by site as it was kept', () => {
    const { unit, delta, base, paths, followed } = compared(recording('full-base'), recording('full-current'), twice);
    expect(unit).toBe('ppm');
    expect(delta / 1e6).toBeCloseTo(0.5, 2);
    expect(base.total / 1e6).toBeCloseTo(0.5, 2);
    // Quotes are three parts of four: of 1,000 samples the share has a standard error of 1.4 %.
    expect(paths.map(({ frames }) => frames[0]?.function)).toEqual([
      'com.acme.markets.TwoSites.quote',
      'com.acme.markets.TwoSites.order',
    ]);
    expect(paths[0]?.share).toBeGreaterThan(0.7);
    expect(paths[0]?.share).toBeLessThan(0.8);
    expect(followed).toMatchObject({ table: 1024, base: { full: true }, current: { full: true } });
  });

  test('of a full table, whose heap no one knows: nothing but shares, and no growth', () => {
    const { unit, delta, followed } = compared(recording('full-base'), recording('full-current'));
    expect(unit).toBe('ppm');
    expect(Math.abs(delta)).toBeLessThan(10);
    expect(followed?.current).toEqual({ objects: 1022, full: true, heap: undefined });
  });

  test('of a table with room: each stands for the bytes of which one was sampled', () => {
    const { sampleType, unit, base, current } = compared(recording('live-base'), recording('live-current'));
    expect([sampleType, unit]).toEqual(['live_space', 'bytes']);
    // The program keeps 4 and 10 MiB, of which 64 and 160 samples are expected: three standard deviations are 24 and 38.
    expect(Math.abs(base.total / (64 * KiB) - 64)).toBeLessThan(24);
    expect(Math.abs(current.total / (64 * KiB) - 160)).toBeLessThan(38);
  });

  test('from Pyroscope are counts while there is room, parts of the heap when the table is full; never bytes', () => {
    const few = compared(
      pyroscopeLive('100 com.acme.Quotes.load /Quotes.java:3'),
      pyroscopeLive('300 com.acme.Quotes.load /Quotes.java:3'),
      twice,
    );
    expect(few).toMatchObject({ unit: 'count', delta: 200, followed: { table: 1024 } });
    const full = '768 com.acme.Quotes.load /Quotes.java:3\n256 com.acme.Orders.book /Orders.java:9';
    const many = compared(pyroscopeLive(full), pyroscopeLive(full), twice);
    expect(many).toMatchObject({ unit: 'ppm', delta: 500_000 });
    expect(many.paths.map(({ share }) => share)).toEqual([0.75, 0.25]);
  });

  test('from Pyroscope have a site’s share also where its stack comes again with other labels', () => {
    const full = `
      500 thread=a com.acme.Quotes.load /Quotes.java:3
      268 thread=b com.acme.Quotes.load /Quotes.java:3
      256 thread=a com.acme.Orders.book /Orders.java:9`;
    const { delta, paths } = compared(pyroscopeLive(full), pyroscopeLive(full), twice);
    expect(delta / 1e6).toBeCloseTo(0.5, 5);
    expect(paths.map(({ share }) => Number(share.toFixed(4)))).toEqual([0.75, 0.25]);
  });
});

describe('objects that a JVM follows', () => {
  test('are parts of the heap that their own events name, whatever a metric says', () => {
    const levels = { base: 1, current: 2 };
    const { unit, base, followed } = compared(recording('old-objects-base'), recording('old-objects-current'), levels);
    // lastKnownHeapUsage of the last dumps, by `jfr print`.
    expect(followed).toMatchObject({ base: { heap: 4_402_256 }, current: { heap: 19_769_208 } });
    expect(unit).toBe('ppm');
    expect(base.total / 1e6).toBeCloseTo(4_402_256 / 19_769_208, 3);
  });
});
