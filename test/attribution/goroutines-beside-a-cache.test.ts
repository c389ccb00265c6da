import { describe, expect, test } from 'vitest';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { liveHeapOf } from '../../src/attribution/live-heap.ts';
import { judgeRun } from '../../src/attribution/stable.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import type { Measured } from '../../src/metrics/measured.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';
import { aRun } from './a-run.ts';

const MINUTES = 400;

interface World {
  /** Goroutines at the end; each has a stack of so many KiB, and holds so many. */
  readonly count: number;
  readonly stack: number;
  readonly each: number;
  /** MiB that a cache fills to beside them, and in which part of the run it has 63 % of that. */
  readonly cache: number;
  readonly within: number;
  /** Whether the next collection is planned with the stacks: since Go 1.18. */
  readonly withStacks: boolean;
}

/** 400 minutes at GOGC=100, a sample a minute and a collection in every second one. */
function drawn({ count, stack, each, cache, within, withStacks }: World) {
  const number = (share: number) => 100 + count * share;
  const stacks = (share: number) => (number(share) * stack) / 1024;
  const live = (share: number) => 24 + (number(share) * each) / 1024 + cache * (1 - Math.exp(-share / within));
  const goal = (share: number) => 2 * live(share) + (withStacks ? stacks(share) : 0);
  const used = (share: number, n: number) => live(share) + (goal(share) - live(share)) * ((n * 0.618) % 1);
  const total = (share: number) => goal(share) + stacks(share) + 12;
  const figure = (valueAt: (share: number, n: number) => number): Measured => ({
    track: trackOf(Array.from({ length: MINUTES + 1 }, (_, n) => [minute(n), valueAt(n / MINUTES, n)] as const)),
    metric: 'drawn',
    reading: 'value',
  });
  const mib = (valueAt: (share: number, n: number) => number) => figure((share, n) => valueAt(share, n) * MiB);
  const run = aRun({
    runtime: 'go',
    minutes: MINUTES,
    limit: 900,
    bytes: {},
    counts: { gogc: 100, collections: [0, 200] },
  });
  const tracks: Partial<Record<Quantity, Measured>> = {
    ...run.tracks,
    rss: mib(total),
    'working-set': mib(total),
    goroutines: figure(number),
    stacks: mib(stacks),
    'next-collection': mib(goal),
    'live-heap': { ...mib(used), reading: 'floor' },
    'heap-inuse': mib((share, n) => used(share, n) + 1),
    'heap-idle': mib((share, n) => goal(share) - used(share, n)),
    'heap-released': mib(() => 0),
    'runtime-sys': mib((share) => total(share)),
  };
  return { run: { ...run, tracks } satisfies ContainerRun, live };
}

const ALONE = { count: 9000, stack: 8, each: 2, cache: 0, within: 1, withStacks: true } as const;

describe('the live heap by the next collection', () => {
  test.each([
    ['with stacks as large as the heap', { ...ALONE, withStacks: true }],
    ['without them', { ...ALONE, withStacks: false }],
    ['without them, beside a cache', { ...ALONE, cache: 60, within: 0.3, withStacks: false }],
    ['with few of them', { ...ALONE, stack: 2, withStacks: true }],
  ])('%s is what survives', (_, world) => {
    const { run, live } = drawn(world);
    const found = liveHeapOf(run)?.track.values ?? new Float64Array();
    for (const share of [0.2, 0.6, 1])
      expect((found[share * MINUTES] ?? 0) / MiB / live(share), `at ${share}`).toBeCloseTo(1, 1);
  });
});

describe('goroutines that multiply', () => {
  const shareIn = (world: World) => {
    const causes = judgeRun(drawn(world).run, { cpus: 1 })?.shares.causes ?? [];
    return causes.find(({ cause }) => cause === 'goroutines')?.share ?? 0;
  };

  test.each([2, 6, 16])('alone, each with %i KiB of heap, own all of the growth', (each) => {
    expect(shareIn({ ...ALONE, each })).toBeGreaterThan(0.95);
  });

  test.each([
    [40, 0.3],
    [60, 0.2],
    [80, 0.25],
  ])(
    'beside a cache of %i MiB that fills within %f of the run own no more than they still bring when it is full',
    (cache, within) => {
      const world = { ...ALONE, cache, within };
      // From the base at a fifth of the run: at GOGC=100 the goal leaves as much room as stacks and live heap take.
      const own = (0.8 * world.count * (2 * world.stack + 2 * world.each)) / 1024;
      const filled = 2 * cache * (Math.exp(-0.2 / within) - Math.exp(-1 / within));
      const share = shareIn(world);
      expect(share).toBeLessThan(0.97);
      expect(Math.abs(share - own / (own + filled))).toBeLessThan(0.15);
    },
  );
});
