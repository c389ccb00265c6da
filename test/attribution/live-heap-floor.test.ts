import { describe, expect, test } from 'vitest';
import { liveHeapOf } from '../../src/attribution/live-heap.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';
import { aRun } from './a-run.ts';

/** A day, a sample every three minutes, as the last day is asked for. */
const SAMPLES = 480;
const STEP = 3;

/** Of a run in which nothing counts collections: `lives` is what survives them at a share of it, garbage lies above. */
function floorsOf(lives: (share: number) => number, garbage: number) {
  const minutes = SAMPLES * STEP;
  const points = Array.from({ length: SAMPLES }, (_, n) => {
    // Teeth of five samples, none like the one before.
    const height = garbage * (0.7 + 0.3 * Math.sin(Math.floor(n / 5) * 2.4));
    return [minute(n * STEP), (lives(n / (SAMPLES - 1)) + (height * (n % 5)) / 4) * MiB] as const;
  });
  const run = aRun({ minutes, runtime: 'go', bytes: { rss: 1200 } });
  const shown = { track: trackOf(points), metric: 'go_memstats_alloc_bytes', reading: 'floor' } as const;
  const live = liveHeapOf({ ...run, tracks: { ...run.tracks, 'live-heap': shown } });
  return (share: number) => (live?.track.values[Math.round(share * (SAMPLES - 1))] ?? 0) / MiB;
}

describe('the floor of a heap of which no collection is counted', () => {
  test.each([
    ['a leak', (share: number) => 200 + 700 * share, 30],
    ['a leak under much garbage', (share: number) => 120 + 500 * share, 200],
    ['a heap that is level', () => 300, 90],
    ['a heap that shrinks', (share: number) => 800 - 500 * share, 40],
  ])('%s: it is what lives at that moment, not an eighth of the run before', (_, lives, garbage) => {
    const floorAt = floorsOf(lives, garbage);
    for (const share of [0, 0.2, 0.5, 0.8, 0.95, 1]) {
      // The last tooth may not have ended: what lived at the valley before it is the newest that was seen.
      expect(floorAt(share), `at ${share}`).toBeGreaterThan(0.96 * lives(share));
      expect(floorAt(share), `at ${share}`).toBeLessThan(1.04 * lives(share) + 2);
    }
  });

  test('a cache that fills up and then stands: nowhere above what was in use, level at its end', () => {
    const lives = (share: number) => 100 + 400 * Math.min(1, share / 0.3);
    const floorAt = floorsOf(lives, 60);
    for (const share of [0.5, 0.8, 1]) {
      expect(floorAt(share)).toBeGreaterThan(0.96 * lives(share));
      expect(floorAt(share)).toBeLessThan(1.04 * lives(share));
    }
  });
});

describe('a heap of which few full collections were seen', () => {
  /** A JVM of 100 minutes whose heap climbs from 60 MiB by 2 MiB a minute, and is collected as a whole after 80. */
  function collectedOnce(left: number, perMinute: number) {
    const used = (i: number) => (i < 80 ? 60 + 2 * i : left + perMinute * (i - 80)) * MiB;
    const at = (from: number, valueAt: (i: number) => number) =>
      trackOf(Array.from({ length: 101 - from }, (_, n) => [minute(from + n), valueAt(from + n)] as const));
    const run = aRun({ runtime: 'jvm', bytes: { rss: 400 }, counts: { collections: [0, 40] } });
    const live = liveHeapOf({
      ...run,
      tracks: {
        ...run.tracks,
        'heap-used': { track: at(0, used), metric: 'used', reading: 'value' },
        'live-heap': { track: at(80, () => left * MiB), metric: 'left', reading: 'value' },
      },
    });
    return (minutes: number) => (live?.track.values[minutes] ?? 0) / MiB;
  }

  test('what lay in it before one that left little was garbage', () => {
    const floorAt = collectedOnce(70, 0.3);
    expect(floorAt(30)).toBeLessThanOrEqual(70);
    expect(floorAt(70)).toBeLessThanOrEqual(70);
    // 70 + 0.3 × 20 minutes, at most.
    expect(floorAt(100)).toBeLessThanOrEqual(76);
  });

  test('where it has filled again since, the levels before and after it hold garbage alike', () => {
    // After 20 minutes it stands at 70 + 40 again.
    const floorAt = collectedOnce(70, 2);
    expect(floorAt(60)).toBeGreaterThan(70);
  });
});

describe('a heap whose collector is kept below GOMEMLIMIT', () => {
  /**
   * 100 minutes of GOGC=100 and a GOMEMLIMIT of 460 MiB, of which 20 are not the heap's: the live heap climbs from 60 to
   * 360 MiB. From 200 MiB on the goal is what the limit leaves, less what Go keeps free.
   */
  const live = (share: number) => 60 + 300 * share;
  const goal = (share: number) => Math.min(2 * live(share), 0.92 * 440);

  function seen() {
    const samples = 400;
    const drawn = (valueAt: (share: number, n: number) => number, reading: 'value' | 'floor' = 'value') => ({
      track: trackOf(
        Array.from({ length: samples + 1 }, (_, n) => [minute(n / 4), valueAt(n / samples, n) * MiB] as const),
      ),
      metric: 'drawn',
      reading,
    });
    const run = aRun({ runtime: 'go', bytes: { rss: 460 }, counts: { collections: [0, 4_000], gogc: 100 } });
    const between = (share: number, n: number) => live(share) + (goal(share) - live(share)) * ((n * 0.37) % 1);
    const found = liveHeapOf({
      ...run,
      tracks: {
        ...run.tracks,
        gomemlimit: drawn(() => 460),
        'next-collection': drawn(goal),
        'live-heap': drawn(between, 'floor'),
        'heap-inuse': drawn(between),
        'heap-idle': drawn((share, n) => goal(share) - between(share, n)),
        'runtime-sys': drawn((share) => goal(share) + 20),
      },
    });
    return { found, at: (share: number) => (found?.track.values[Math.round(share * samples)] ?? 0) / MiB };
  }

  test('is read by the goal as long as the live heap sets it, and by its floor from then on', () => {
    const { found, at } = seen();
    expect(at(0.2)).toBeCloseTo(live(0.2), 0);
    // The lowest of a few samples lies a little above what lives.
    for (const share of [0.6, 0.8, 0.97]) {
      expect(at(share), `at ${share}`).toBeGreaterThan(0.97 * live(share));
      expect(at(share), `at ${share}`).toBeLessThan(1.08 * live(share));
    }
    expect(found?.source).toBe('floor');
  });
});
