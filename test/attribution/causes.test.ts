import { describe, expect, test } from 'vitest';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { judgeRun } from '../../src/attribution/stable.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { Measured } from '../../src/metrics/measured.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';
import { aRun, goBytes } from './a-run.ts';

/** Every cause with its share of the growth from the base (minute 20) to the end, in percent. */
function sharesIn(run: ContainerRun): Readonly<Record<string, number>> {
  const judged = judgeRun(run, { cpus: 1 });
  const named = (judged?.shares.causes ?? []).filter(({ share }) => share >= 0.005);
  return Object.fromEntries(named.map(({ cause, share }) => [cause, Math.round(share * 100)]));
}

const leader = (run: ContainerRun) => judgeRun(run, { cpus: 1 })?.leader?.cause;

describe('Go', () => {
  const go = { runtime: 'go', limit: 512, counts: { gogc: 100, collections: [2, 200], goroutines: 40 } } as const;

  test('a leak under ordinary garbage owns the room its collector is due', () => {
    // GOGC=200: live +50, garbage and idle +100: at most 50 × 3 × 1.1 = 165 are due, so all 150 are the heap’s.
    const run = aRun({
      ...go,
      counts: { ...go.counts, gogc: 200 },
      bytes: goBytes({
        'working-set': [100, 250],
        rss: [100, 250],
        'live-heap': [20, 70],
        'heap-inuse': [40, 160],
        'heap-idle': [12, 42],
        'runtime-sys': [64, 214],
      }),
    });
    expect(sharesIn(run)).toEqual({ heap: 100 });
  });

  test('malloc in C beside a cache that warms: the remainder explains most', () => {
    // Live +16 with 16 of room: 32 of 112; the other 80 are outside Go.
    const run = aRun({
      ...go,
      bytes: goBytes({
        'working-set': [100, 212],
        rss: [100, 212],
        'live-heap': [20, 36],
        'heap-inuse': [40, 72],
        'runtime-sys': [64, 96],
      }),
    });
    expect(sharesIn(run)).toEqual({ native: 71, heap: 29 });
  });

  test.each([
    [
      'is off and nothing was collected: garbage, as far as anything shows',
      { gogc: 1.8e19, collections: 0 },
      'uncollected',
    ],
    ['is off and collections were seen', { gogc: 1.8e19, collections: [2, 20] }, 'unproven-heap'],
    ['is 100 and nothing was collected so far', { gogc: 100, collections: 0 }, 'unproven-heap'],
  ] as const)('a heap of which nothing shows what lives, where GOGC %s', (_, counts, cause) => {
    const run = aRun({
      ...go,
      counts: { goroutines: 40, ...counts },
      bytes: {
        'working-set': [60, 400],
        rss: [60, 400],
        'heap-inuse': [40, 380],
        'heap-idle': 2,
        'heap-released': 0,
        stacks: 2,
        'runtime-sys': [50, 390],
      },
    });
    expect(leader(run)).toBe(cause);
  });

  test('few goroutines do not hide a heap leak', () => {
    // 250 goroutines: 2 MiB of stacks and 0.5 MiB of what they hold at least, of 81. The 39 of room are due to both:
    // 40 × 1.2 to the live heap, 2 × 1.1 to the stacks.
    const run = aRun({
      ...go,
      counts: { ...go.counts, goroutines: [50, 300] },
      bytes: goBytes({
        'working-set': [80, 161],
        rss: [80, 161],
        'live-heap': [20, 60],
        'heap-inuse': [40, 119],
        stacks: [2, 4],
        'runtime-sys': [64, 145],
      }),
    });
    expect(sharesIn(run)).toEqual({ heap: 94, goroutines: 6 });
  });

  test('goroutines own their stacks and what they hold', () => {
    // 10,240 more: 46 of stacks. The live heap follows their number at 2.6 KiB each, so it is theirs with its room.
    const run = aRun({
      ...go,
      counts: { ...go.counts, goroutines: [0, 10_240] },
      bytes: goBytes({
        'working-set': [80, 175],
        rss: [80, 175],
        'live-heap': [20, 46],
        'heap-inuse': [40, 66],
        'heap-idle': [12, 35],
        stacks: [2, 48],
        'runtime-sys': [64, 159],
      }),
    });
    expect(sharesIn(run)).toEqual({ goroutines: 100 });
    expect(judgeRun(run, { cpus: 1 })?.leader?.sureAtMost).toBe(0.79);
    // Profiles show that they hold half of the 26 and its room: of the 23 of room 26 × 1.2 parts are due to the live heap,
    // 46 × 1.1 to the stacks. 46 + 14.2 + half of 34.8 of 95.
    const profiled = judgeRun(run, { cpus: 1, heldByGoroutines: 0.5 });
    expect(Math.round((profiled?.leader?.share ?? 0) * 100)).toBe(82);
  });

  test.each([
    // 100 of stacks leave 110 free at GOGC=100 and 55 at 50; what goes beyond belongs to none of both.
    { gogc: 100, free: 90, goroutines: 190 },
    { gogc: 100, free: 150, goroutines: 210 },
    { gogc: 50, free: 90, goroutines: 155 },
    { gogc: 200, free: 200, goroutines: 300 },
  ])('stacks own the room that the collector leaves for them: GOGC=$gogc, $free MiB', ({ gogc, free, goroutines }) => {
    const run = aRun({
      ...go,
      limit: 1024,
      counts: { ...go.counts, gogc, goroutines: [40, 20_000] },
      bytes: goBytes({
        'working-set': [100, 200 + free],
        rss: [100, 200 + free],
        'live-heap': 30,
        'heap-inuse': [40, 40 + free],
        stacks: [2, 102],
        'runtime-sys': [64, 164 + free],
        'next-collection': [62, 62 + gogc],
      }),
    });
    // From minute 20 to the end 78 of 100 minutes.
    const owned = judgeRun(run, { cpus: 1 })?.shares.causes.find(({ cause }) => cause === 'goroutines')?.bytes ?? 0;
    expect(owned / MiB / 0.78).toBeCloseTo(goroutines, 0);
  });

  test('what profiles show goroutines to hold counts instead', () => {
    const run = aRun({
      ...go,
      counts: { ...go.counts, goroutines: [0, 1_024] },
      bytes: goBytes({
        'working-set': [80, 130],
        rss: [80, 130],
        'live-heap': [20, 40],
        'heap-inuse': [40, 80],
        stacks: [2, 12],
        'runtime-sys': [64, 114],
      }),
    });
    // Profiles show that they hold all of what the live heap gained, and so the room it is due.
    const judged = judgeRun(run, { cpus: 1, heldByGoroutines: 1 });
    expect(judged?.shares.causes.map(({ cause, share }) => [cause, Math.round(share * 100)])).toContainEqual([
      'goroutines',
      100,
    ]);
  });

  test('GOGC=400 and a goal above the limit: garbage', () => {
    const run = aRun({
      ...go,
      limit: 100,
      end: 'oom-killed',
      counts: { gogc: 400, collections: 2, goroutines: 40 },
      bytes: goBytes({
        'working-set': [40, 98],
        rss: [40, 98],
        'live-heap': 20,
        'heap-inuse': [24, 82],
        'heap-idle': 4,
        'runtime-sys': [40, 98],
        'next-collection': 100,
      }),
    });
    expect(sharesIn(run)).toEqual({ uncollected: 100 });
  });

  test.each([
    // Live +20, garbage +76 from minute 20 to the end; three collections, all of the start.
    ['three collections', { collections: [2, 5] }, { uncollected: 79, heap: 21 }],
    // The same under a collector that went on: the room is what a growing live heap is due.
    ['many collections', { collections: [2, 500] }, { heap: 100 }],
  ] as const)('GOGC=600 whose goal lies past the limit, %s', (_, counts, shares) => {
    const run = aRun({
      ...go,
      limit: 192,
      counts: { ...go.counts, gogc: 600, ...counts },
      bytes: goBytes({
        'working-set': [60, 180],
        rss: [60, 180],
        'live-heap': [12, 37],
        'heap-inuse': [40, 160],
        'runtime-sys': [64, 184],
        'next-collection': 240,
      }),
    });
    expect(sharesIn(run)).toEqual(shares);
  });

  test('garbage below a goal that fits is room: nothing to blame', () => {
    const run = aRun({
      ...go,
      bytes: goBytes({
        'working-set': [60, 100],
        rss: [60, 100],
        'heap-inuse': [40, 80],
        'runtime-sys': [64, 104],
        'next-collection': 100,
      }),
    });
    expect(sharesIn(run)).toEqual({});
    expect(leader(run)).toBeUndefined();
  });

  test('a level RSS under GOMEMLIMIT: the live heap that takes the place of garbage leads', () => {
    const run = aRun({
      ...go,
      counts: { gogc: 1.8e19, collections: [2, 900], goroutines: 40 },
      bytes: goBytes({
        'working-set': 462,
        rss: 462,
        'live-heap': [60, 400],
        'heap-inuse': 430,
        'runtime-sys': 456,
        gomemlimit: 460,
      }),
    });
    expect(sharesIn(run)).toEqual({ heap: 100 });
  });

  test('released pages that stay resident are kept, not native', () => {
    const run = aRun({
      ...go,
      bytes: goBytes({
        'working-set': [200, 300],
        rss: [200, 300],
        'live-heap': 70,
        'heap-inuse': 110,
        'heap-idle': [60, 160],
        'heap-released': [55, 155],
        'runtime-sys': [184, 284],
      }),
    });
    expect(sharesIn(run)).toEqual({ kept: 100 });
  });

  test('what filled at first and stands since does not lead', () => {
    // The cache gained 60 until the middle; what is outside Go goes on.
    const run = aRun({
      ...go,
      bytes: goBytes({ 'working-set': [100, 200], rss: [100, 200], 'runtime-sys': 64 }),
    });
    const filled = { ...run.tracks['live-heap'] } as NonNullable<(typeof run.tracks)['live-heap']>;
    const rise = (from: number, to: number, until: number) => ({
      ...filled,
      track: {
        times: filled.track.times,
        values: filled.track.times.map((_, i) => (from + (to - from) * Math.min(1, i / until)) * 2 ** 20),
      },
    });
    const warm = {
      ...run,
      tracks: {
        ...run.tracks,
        'live-heap': rise(10, 50, 50),
        'heap-inuse': rise(20, 80, 50),
        'runtime-sys': rise(44, 104, 50),
      },
    };
    expect(judgeRun(warm, { cpus: 1 })?.leader?.cause).toBe('native');
  });
});

describe('the JVM', () => {
  const jvm = { runtime: 'jvm', limit: 1024, counts: { collections: [3, 60], threads: 30 } } as const;
  const heap = { 'heap-used': 200, 'heap-committed': 256, 'heap-max': 256 } as const;

  test('threads that climb in a straight line', () => {
    const run = aRun({
      ...jvm,
      counts: { ...jvm.counts, threads: [30, 2_030] },
      bytes: { 'working-set': [400, 520], rss: [400, 520], 'live-heap': 90, ...heap },
    });
    expect(sharesIn(run)).toEqual({ threads: 100 });
  });

  test('threads behind a heap that was reserved and never touched', () => {
    // 2,000 threads at 60 KiB are 117 MiB; RSS rises by 120 while the committed heap would hold more than is resident.
    const run = aRun({
      ...jvm,
      counts: { ...jvm.counts, threads: [30, 2_030] },
      bytes: {
        'working-set': [400, 520],
        rss: [400, 520],
        'live-heap': 90,
        ...heap,
        'heap-committed': 900,
        'heap-max': 900,
      },
      limit: 2048,
    });
    expect(leader(run)).toBe('threads');
  });

  test('class loaders, buffers and the heap each own their part; the room above the heap is left out', () => {
    const run = aRun({
      ...jvm,
      bytes: {
        'working-set': [400, 640],
        rss: [400, 640],
        'live-heap': [90, 130],
        'heap-used': [120, 240],
        'heap-committed': [160, 300],
        'heap-max': 300,
        metaspace: [60, 160],
      },
    });
    // Live +40, classes +100, room +100 of 240.
    expect(sharesIn(run)).toEqual({ classes: 71, heap: 29 });
  });

  test('a heap that may grow past the limit is to blame for its room', () => {
    const run = aRun({
      ...jvm,
      limit: 512,
      bytes: {
        'working-set': [300, 500],
        rss: [300, 500],
        'live-heap': 60,
        'heap-used': [120, 320],
        'heap-committed': [160, 360],
        'heap-max': 480,
      },
    });
    expect(sharesIn(run)).toEqual({ uncollected: 100 });
  });

  describe('no full collection shows what of the heap is live', () => {
    const climbs = {
      'working-set': [300, 700],
      rss: [300, 700],
      'heap-used': [120, 500],
      'heap-committed': [160, 560],
    } as const;

    const killed = { ...jvm, limit: 800, end: 'oom-killed', bytes: { ...climbs, 'heap-max': 760 } } as const;

    test('a heap whose lowest level lies above what its collector begins at may leak', () => {
      // G1 begins at 45 % of 760, which are 342; the heap stands at about 480.
      expect(leader(aRun({ ...killed, collectsFrom: 0.45 }))).toBe('unproven-heap');
    });

    test('one that its collector has not looked at yet may hold garbage', () => {
      // Serial waits for two thirds of 760, which are 507.
      expect(leader(aRun({ ...killed, collectsFrom: 2 / 3 }))).toBe('uncollected');
    });
  });

  describe('a heap that has taken pages and not touched them', () => {
    /** What lies beside the heap and its 19 MiB of classes and code, from the first to the last minute. */
    const run = ({ native, used: [first, last] }: { native: [number, number]; used: [number, number] }) => {
      const drawn = (valueAt: (share: number) => number, metric: string): Measured => ({
        track: trackOf(Array.from({ length: 101 }, (_, i) => [minute(i), valueAt(i / 100) * MiB])),
        metric,
        reading: 'value',
      });
      const used = (share: number) => first + (last - first) * share;
      // The old generation is enlarged shortly before the middle of what is judged; pages become resident with their use.
      const committed = (share: number) => (share < 0.58 ? 80 : 110);
      const resident = (share: number) => used(share) + 19 + native[0] + (native[1] - native[0]) * share;
      const bytes = { 'heap-max': 120, metaspace: 10, 'code-cache': 9 };
      const { tracks, ...rest } = aRun({ ...jvm, limit: 256, bytes });
      return {
        ...rest,
        tracks: {
          ...tracks,
          rss: drawn(resident, 'rss'),
          'working-set': drawn(resident, 'working-set'),
          'heap-used': drawn(used, 'heap-used'),
          'heap-committed': drawn(committed, 'heap-committed'),
          // Half of what comes into use lives, as far as collections have seen.
          'live-heap': drawn((share) => 20 + ((last - first) / 2) * share, 'live-heap'),
        },
      };
    };

    test('and then uses them: nothing beside it has grown', () => {
      const leaks = run({ native: [60, 60], used: [30, 100] });
      expect(leader(leaks)).toBe('heap');
      expect(sharesIn(leaks)['native'] ?? 0).toBe(0);
    });

    test('and never uses them: what grows lies beside it', () => {
      const leaks = run({ native: [60, 120], used: [30, 30] });
      expect(leader(leaks)).toBe('native');
    });

    test('and uses some of them while more is taken beside it', () => {
      const leaks = run({ native: [60, 140], used: [30, 50] });
      expect(leader(leaks)).toBe('native');
    });
  });

  test('a live heap that is known only from its first full collection on is no growth from nothing', () => {
    // The first full collection, after 50 of 100 minutes, leaves 180 of the 190 that the heap was at its lowest.
    const run = aRun({
      ...jvm,
      bytes: {
        'working-set': [400, 640],
        rss: [400, 640],
        'heap-used': 190,
        'heap-committed': 260,
        'heap-max': 300,
        metaspace: [60, 300],
      },
    });
    const collected = trackOf(Array.from({ length: 51 }, (_, i) => [minute(50 + i), (180 + (i % 10)) * MiB]));
    const known = {
      ...run,
      tracks: { ...run.tracks, 'live-heap': { track: collected, metric: 'live', reading: 'value' } },
    } as const;
    const { ledger } = judgeRun(known, { cpus: 1 }) ?? {};
    expect(ledger?.base.parts['live-heap']).toBe(180 * MiB);
    expect(ledger?.base.parts.heap).toBeUndefined();
    // The heap gained at most 9 of some 190 MiB that were added; classes gained the rest.
    expect(leader(known)).toBe('classes');
    expect(sharesIn(known)['heap'] ?? 0).toBeLessThan(6);
  });
});

describe('Node and Python', () => {
  test('Buffers are outside the heap', () => {
    const run = aRun({
      runtime: 'node',
      limit: 1024,
      counts: { collections: [5, 500], handles: 20 },
      bytes: {
        'working-set': [120, 880],
        rss: [120, 880],
        'live-heap': [30, 76],
        'heap-used': [34, 80],
        'heap-committed': [50, 96],
        buffers: [10, 724],
      },
    });
    expect(sharesIn(run)).toEqual({ buffers: 94, heap: 6 });
  });

  test('handles own a heap that follows their number, if each is small', () => {
    const run = (handles: readonly [number, number]) =>
      aRun({
        runtime: 'node',
        limit: 512,
        counts: { collections: [5, 500], handles },
        bytes: {
          'working-set': [120, 220],
          rss: [120, 220],
          'live-heap': [30, 130],
          'heap-used': [34, 134],
          'heap-committed': [50, 150],
        },
      });
    expect(leader(run([10, 5_010]))).toBe('handles');
    // 100 MiB for 200 handles are 512 KiB each: they do not hold it.
    expect(leader(run([10, 210]))).toBe('heap');
  });

  const python = { runtime: 'python', limit: 512, counts: { collections: [5, 500] } } as const;

  test('Python objects own what it costs to trace them: by its gauge, else up to 1.7 times', () => {
    const bytes = { 'working-set': [60, 274], rss: [60, 274], 'live-heap': [10, 96] } as const;
    // Traced +86, its tables +69 of 214; without the gauge 128 are left, at most 146 are due.
    expect(sharesIn(aRun({ ...python, bytes: { ...bytes, tracing: [5, 74] } }))).toEqual({ heap: 72, native: 28 });
    const bare = judgeRun(aRun({ ...python, bytes }), { cpus: 1 });
    expect(bare?.leader).toMatchObject({ cause: 'heap', sureAtMost: 0.79 });
    expect(bare?.leader?.share).toBeCloseTo(1, 5);
  });

  test('native allocation beside little that is traced', () => {
    // Traced +4 owns 6.8 of the remainder at most.
    const run = aRun({ ...python, bytes: { 'working-set': [60, 160], rss: [60, 160], 'live-heap': [10, 14] } });
    expect(sharesIn(run)).toEqual({ native: 89, heap: 11 });
  });
});

describe('what no runtime accounts for', () => {
  const bare = { limit: 512 } as const;

  test('memory-backed files, kernel memory and page cache are distinguished', () => {
    const files = { 'working-set': [100, 260], rss: 60, usage: [140, 300], 'page-cache': [60, 220] } as const;
    expect(sharesIn(aRun({ ...bare, bytes: { ...files, 'active-file': 20 } }))).toEqual({ 'memory-backed': 100 });
    expect(sharesIn(aRun({ ...bare, bytes: { ...files, 'active-file': [20, 180] } }))).toEqual({ 'active-file': 100 });
    expect(sharesIn(aRun({ ...bare, bytes: files }))).toEqual({ file: 100 });
    const kernel = { 'working-set': [100, 260], rss: 60, usage: [140, 300], 'page-cache': 60 } as const;
    expect(sharesIn(aRun({ ...bare, bytes: kernel }))).toEqual({ kernel: 100 });
  });

  test('memory that was swapped out', () => {
    const run = aRun({
      ...bare,
      bytes: { 'working-set': 400, rss: 390, usage: 410, 'page-cache': 10, swap: [0, 200] },
    });
    expect(sharesIn(run)).toEqual({ swap: 100 });
  });

  test('anonymous memory without a name, unless it follows the number of threads', () => {
    const bytes = { 'working-set': [100, 300], rss: [90, 290] } as const;
    expect(sharesIn(aRun({ ...bare, bytes }))).toEqual({ anonymous: 100 });
    expect(sharesIn(aRun({ ...bare, bytes, counts: { 'container-threads': [10, 1_010] } }))).toEqual({ threads: 100 });
  });
});

describe('what pages that were counted and never touched hide', () => {
  /** A JVM whose heap of 800 MiB is touched in its first half; what lies beside it stays hidden meanwhile. */
  const touching = (native: (minute: number) => number) => {
    const heap = (i: number) => Math.min(800, 500 + 10 * i);
    const resident = trackOf(Array.from({ length: 101 }, (_, i) => [minute(i), (heap(i) + native(i)) * MiB]));
    const run = aRun({
      runtime: 'jvm',
      limit: 2048,
      bytes: { rss: 0, 'heap-used': 400, 'heap-committed': 800, 'live-heap': 300 },
      counts: { collections: [2, 100] },
    });
    const measured = { track: resident, metric: 'rss', reading: 'value' } as const;
    return { ...run, tracks: { ...run.tracks, rss: measured, 'working-set': measured } };
  };
  const native = (run: ContainerRun) =>
    Math.round((judgeRun(run, { cpus: 1 })?.shares.causes.find(({ cause }) => cause === 'native')?.bytes ?? 0) / MiB);

  test('a level part that comes to light has not grown', () => {
    expect(native(touching(() => 60))).toBe(0);
  });

  test('one that goes on growing has', () => {
    // 2 MiB a minute: at the end 200 lie beside the heap, of which the base shows none.
    expect(native(touching((i) => 2 * i))).toBe(198);
  });
});
