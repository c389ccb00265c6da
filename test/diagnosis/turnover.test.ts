import { describe, expect, test } from 'vitest';
import { heapFix } from '../../src/diagnosis/heap-fix.ts';
import { suspectIn } from '../../src/diagnosis/suspect.ts';
import { stays, turnoverLine, turnoverOf } from '../../src/diagnosis/turnover.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import type { Followed, Profile } from '../../src/profile/profile.ts';
import { guideTo } from '../../src/runtime/runtimes.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';

const RIDE = 'com.acme.Ride.begin /Ride.java:11';
const SPAN = 'com.acme.Span.open /Span.java:14';

interface Objects {
  readonly place: string;
  readonly count: number;
  /** Seconds after the start at which the first was allocated, and the last. */
  readonly from: number;
  readonly to: number;
}

/** A dump of a process whose clock ticks a million times a second, `at` seconds after its start. */
function dump(at: number, objects: readonly Objects[], { full = false, pid = 1 } = {}): Profile {
  const count = objects.reduce((sum, each) => sum + each.count, 0);
  const heap = count * 100_000;
  const followed: Followed = { table: 1024, objects: count, full, heap, measuredAt: at * 1e6 };
  const lines = objects.flatMap(({ place, count: many, from, to }) =>
    Array.from({ length: many }, (_, each) => {
      const ticks = Math.round((from + ((to - from) * each) / many) * 1e6);
      return `1 allocated=${ticks} holder=App.map class=Ride ${place}`;
    }),
  );
  return {
    ...drawnProfile(lines.join('\n')),
    sampleTypes: [{ type: 'old_object_samples', unit: 'count', followed }],
    defaultSampleType: 'old_object_samples',
    process: { pid, startedAt: 5 },
    objectClock: { measuredAt: at * 1e6, dumpedAt: at * 1e6, perTick: 1e-3 },
  };
}

function compared(base: Profile, current: Profile): Comparison {
  return compareProfiles({ time: 100 * SECOND, profile: base }, { time: 600 * SECOND, profile: current });
}

const STAYING: Objects = { place: SPAN, count: 12, from: 10, to: 90 };
const before = dump(100, [{ place: RIDE, count: 200, from: 60, to: 100 }, STAYING]);
const turned = dump(600, [{ place: RIDE, count: 600, from: 555, to: 600 }, STAYING]);

describe('objects that live for a moment of the run, however many there are', () => {
  const comparison = compared(before, turned);
  const [top] = comparison.paths;

  test('come and go: none of before is left, and nearly all are young', () => {
    expect(top && turnoverOf(top, comparison.followed)).toMatchObject({ before: 200, left: 0, objects: 600 });
    expect(top?.ages?.most).toBeGreaterThan(40 * SECOND);
    expect(top?.ages?.most).toBeLessThan(45 * SECOND);
    expect(top?.ages?.watched).toBeCloseTo(590 * SECOND, -3);
    expect(top?.ages && turnoverLine(top.ages)).toContain(
      'of the 200 that were followed before none is left: they come and go.',
    );
  });

  test('are no suspect with a map that only grows, and the fix says what to see first', () => {
    const suspect = suspectIn(comparison);
    expect(suspect?.ageAtMost).toBeGreaterThan(0);
    const { words } = guideTo('jvm');
    expect(heapFix({ words, suspect, withRequests: true })).toContain('falls when the requests do');
    expect(heapFix({ words, suspect, withRequests: false })).not.toContain('requests');
    expect(heapFix({ words, suspect, withRequests: true })).not.toContain('bound');
  });

  test('leave the place to what gained at least half as much and stays', () => {
    const grown = dump(600, [
      { place: RIDE, count: 500, from: 555, to: 600 },
      STAYING,
      { place: SPAN, count: 300, from: 100, to: 600 },
    ]);
    expect(suspectIn(compared(before, grown))?.name).toContain('Span.open');
  });
});

describe('no turnover is', () => {
  const leaking = (current: Profile, base = before) => {
    const comparison = compared(base, current);
    const [top] = comparison.paths;
    return top === undefined ? undefined : turnoverOf(top, comparison.followed);
  };

  test('a leak, of which those of before are still there', () => {
    const current = dump(600, [
      { place: RIDE, count: 200, from: 60, to: 100 },
      { place: RIDE, count: 500, from: 100, to: 600 },
      STAYING,
    ]);
    expect(leaking(current)).toBeUndefined();
    const [top] = compared(before, current).paths;
    expect(top && stays(top)).toBe(true);
  });

  test('a leak in a full table that gave up the older ones of every place alike', () => {
    const base = dump(100, [{ place: RIDE, count: 200, from: 60, to: 100 }, STAYING], { full: true });
    const current = dump(600, [{ place: RIDE, count: 600, from: 555, to: 600 }], { full: true });
    expect(leaking(current, base)).toBeUndefined();
    // Where others of before are still there, none was given up for its age.
    expect(
      leaking(dump(600, [{ place: RIDE, count: 600, from: 555, to: 600 }, STAYING], { full: true }), base),
    ).toBeDefined();
  });

  test('what began since, or is replaced within a longer time than a quarter of the run', () => {
    expect(leaking(turned, dump(100, [STAYING]))).toBeUndefined();
    expect(leaking(dump(600, [{ place: RIDE, count: 600, from: 300, to: 600 }, STAYING]))).toBeUndefined();
  });

  test('what few objects, or those of another process, seem to show', () => {
    expect(leaking(dump(600, [{ place: RIDE, count: 15, from: 590, to: 600 }]))).toBeUndefined();
    expect(leaking(dump(600, [{ place: RIDE, count: 600, from: 555, to: 600 }, STAYING], { pid: 2 }))).toBeUndefined();
  });
});
