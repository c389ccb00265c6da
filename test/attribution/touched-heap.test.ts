import { describe, expect, test } from 'vitest';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { judgeRun } from '../../src/attribution/stable.ts';
import { touchedHeapAt } from '../../src/attribution/touched-heap.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';
import { aRun } from './a-run.ts';

const MINUTES = 240;

/** Heap in use and taken, and what is charged, in MiB by the minute of a run of four hours; 90 MiB of it live. */
interface Drawn {
  readonly used: (at: number) => number;
  readonly committed?: (at: number) => number;
  readonly total: (at: number) => number;
}

function jvm({ used, committed = () => 420, total }: Drawn): ContainerRun {
  const measured = (draw: (at: number) => number) => ({
    track: trackOf(Array.from({ length: MINUTES + 1 }, (_, i) => [minute(i), draw(i) * MiB])),
    metric: 'drawn',
    reading: 'value' as const,
  });
  const run = aRun({
    runtime: 'jvm',
    minutes: MINUTES,
    limit: 1024,
    bytes: { 'heap-max': 512, metaspace: 40, 'code-cache': 10, buffers: 1 },
    counts: { collections: [2, 2 + MINUTES / 7] },
  });
  const tracks = {
    'working-set': measured(total),
    rss: measured(total),
    'live-heap': measured((at) => 88 + (Math.floor(at / 7) % 3)),
    'heap-used': measured(used),
    'heap-committed': measured(committed),
  };
  return { ...run, tracks: { ...run.tracks, ...tracks } };
}

/** From `low` to `high` every `period` minutes, `phase` minutes into the tooth at the start. */
const saw = (low: number, high: number, period: number, phase: number) => (at: number) =>
  low + ((high - low) * ((at + phase) % period)) / period;

function growth(run: ContainerRun) {
  const judged = judgeRun(run, { cpus: 1 });
  const of = (cause: string) =>
    (judged?.shares.causes ?? []).filter((each) => each.cause === cause).reduce((sum, { bytes }) => sum + bytes, 0) /
    MiB;
  return { native: of('native'), room: of('room'), whole: (judged?.shares.whole ?? 0) / MiB };
}

describe('native memory that grows by 120 MiB beside a heap of one size', () => {
  test.each([7, 11, 23].flatMap((period) => [0, 2, 4, 6].map((phase) => [period, phase] as const)))(
    'is all of the growth, whichever phase of a saw of %i min the ends are (%i min into a tooth)',
    (period, phase) => {
      const run = jvm({ used: saw(100, 380, period, phase), total: (at) => 560 + at / 2 });
      const { native, whole } = growth(run);
      const base = judgeRun(run, { cpus: 1 })?.ledger.base.at.from ?? 0;
      const grown = 120 * (1 - (base - minute(0)) / (MINUTES * 60_000));
      expect(Math.abs(native - grown)).toBeLessThan(6);
      expect(Math.abs(whole - grown)).toBeLessThan(6);
    },
  );

  test('is so where the heap was given back in between and taken again', () => {
    const used = (at: number) => (at > 100 && at < 140 ? 100 : saw(100, 380, 7, 3)(at));
    const committed = (at: number) => (at > 100 && at < 140 ? 380 : 420);
    expect(growth(jvm({ used, committed, total: (at) => 560 + at / 2 })).native).toBeGreaterThan(85);
  });
});

test('pages of a heap that each collection uses more of are its room, not native memory', () => {
  // The heap took 420 MiB at once; its highs rise from 100 to 400 MiB, and what is charged with them.
  const high = (at: number) => 100 + (300 * at) / MINUTES;
  const { native, room } = growth(
    jvm({ used: (at) => saw(90, high(at), 7, 3)(at), total: (at) => 480 + high(at) - 100 }),
  );
  expect(native).toBeLessThan(60);
  expect(room).toBeGreaterThan(150);
});

test('what was used once counts as used until the heap gives it back', () => {
  const run = jvm({
    used: (at) => (at === 5 ? 400 : 120),
    committed: (at) => (at > 100 && at < 120 ? 200 : 420),
    total: () => 560,
  });
  expect(touchedHeapAt(run, minute(60))).toBe(400 * MiB);
  expect(touchedHeapAt(run, minute(200))).toBe(200 * MiB);
});

test('of a heap that nothing shows no page is known to be used', () => {
  expect(touchedHeapAt(aRun({ runtime: 'jvm', bytes: { rss: 100 } }), minute(50))).toBeUndefined();
});
