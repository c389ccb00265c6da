import { describe, expect, test } from 'vitest';
import { attributionOf } from '../../src/attribution/attribution.ts';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { heapRisesOn } from '../../src/diagnosis/brief-rise.ts';
import { memoryGrowth } from '../../src/diagnosis/memory-growth.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';

/** MiB, by the share of the run that is over. */
type Law = (age: number) => number;

interface Young {
  readonly whole: Law;
  readonly live: Law;
  /** Seconds. */
  readonly seen?: number;
  readonly limit?: number;
}

const STEP = 4 * SECOND;

function judged(young: Young) {
  const { observation, pod } = seenOf(young);
  return memoryGrowth(observation, pod);
}

function seenOf({ whole, live, seen = 168, limit = 230 }: Young) {
  const samples = (seen * SECOND) / STEP;
  const from = minute(0);
  const track = (law: Law) =>
    trackOf(
      Array.from({ length: samples + 1 }, (_, i) => [
        from + i * STEP,
        law(i / samples) * MiB * (1 + 0.002 * Math.sin(i * 7.3)),
      ]),
    );
  const laws: Partial<Record<Quantity, Law>> = {
    rss: whole,
    'working-set': whole,
    'live-heap': live,
    'heap-used': (age) => live(age) + 4,
    'heap-committed': (age) => Math.max(live(age) + 8, whole(age) - 50),
    'heap-max': () => 174,
    metaspace: () => 14,
    'code-cache': () => 8,
    buffers: () => 0,
  };
  const tracks = Object.fromEntries(
    Object.entries(laws).map(([quantity, law]) => [
      quantity,
      { track: track(law), metric: quantity, reading: 'value' as const },
    ]),
  );
  const bytes = limit * MiB;
  const run: ContainerRun = {
    pod: 'api-1',
    runtime: 'jvm',
    from,
    to: from + samples * STEP,
    end: 'running',
    startSeen: true,
    startedAt: from,
    limit: bytes,
    limits: [{ from, limit: bytes }],
    tracks,
  };
  const pod: PodMemory = { pod: 'api-1', rss: track(whole), lifetimes: [run], restarts: 0, kills: [], limit: bytes };
  const observation: Observation = {
    range: { from: run.from, to: run.to },
    step: STEP,
    runtime: 'jvm',
    runs: { pod: 'api-1', runs: [run], cpus: 1, restarts: 0 },
    pods: [pod],
    chosen: 'api-1',
    measured: tracks,
    deploys: [],
  };
  return { observation, pod, runs: { pod: 'api-1', runs: [run], cpus: 1, restarts: 0 } };
}

/** Fills within a share of the run, and stands. */
const fills =
  (from: number, to: number, within: number): Law =>
  (age) =>
    to - (to - from) * Math.exp(-age / within);

describe('a run of minutes near its limit', () => {
  test('that a heap took early is not level while what lives in it climbs', () => {
    const growth = judged({ whole: fills(50, 222, 0.2), live: (age) => 10 + 100 * age });
    expect(growth.answer).not.toBe('no');
  });

  test('is not level while memory itself rises to the end, more slowly than at its start', () => {
    const growth = judged({ whole: fills(20, 290, 0.45), live: () => 12, limit: 280 });
    expect(growth.answer).not.toBe('no');
    expect(growth.narrow?.fullIn).toBeLessThan(168 * SECOND);
  });

  test('is not level where little was gained of late, but less is left', () => {
    const growth = judged({
      whole: (age) => fills(22, 230, 0.25)(age) + 35 * age,
      live: () => 12,
      limit: 280,
      seen: 96,
    });
    expect(growth.answer).not.toBe('no');
  });
});

describe('a run of minutes that has filled', () => {
  test('and stands near its limit is level, with a live heap that stands', () => {
    expect(judged({ whole: fills(50, 222, 0.08), live: fills(10, 60, 0.08) }).answer).toBe('no');
  });

  test('and stands far below its limit is level too', () => {
    expect(judged({ whole: fills(50, 120, 0.08), live: fills(10, 40, 0.08), limit: 512 }).answer).toBe('no');
  });

  test('whose live heap gains a few MiB is level', () => {
    expect(judged({ whole: fills(50, 222, 0.08), live: (age) => 30 + 8 * age }).answer).toBe('no');
  });
});

describe('a live heap that is most of what a run of minutes gained', () => {
  const rises = (live: Law, whole: Law) => {
    const { pod, runs } = seenOf({ live, whole });
    return heapRisesOn(pod, attributionOf(runs));
  };

  test('rises on where each part of the run gained', () => {
    expect(
      rises(
        (age) => 10 + 100 * age,
        (age) => 60 + 110 * age,
      ),
    ).toBe(true);
  });

  test('is a burst where it stood until the last moments', () => {
    const burst: Law = (age) => 100 * Math.max(0, (age - 0.85) / 0.15);
    expect(
      rises(
        (age) => 10 + burst(age),
        (age) => 60 + 1.1 * burst(age),
      ),
    ).toBe(false);
  });
});
