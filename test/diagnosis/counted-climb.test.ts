import { describe, expect, test } from 'vitest';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import type { Runtime } from '../../src/service/service.ts';
import { minute } from '../support/a-pod.ts';

/** Of a figure at a moment of the run, 0 to 1. */
type Law = (age: number) => number;

const line =
  (from: number, to: number): Law =>
  (age) =>
    from + (to - from) * age;
/** Fills in the first part of the run, and stands. */
const fills =
  (from: number, to: number, within: number): Law =>
  (age) =>
    to - (to - from) * Math.exp(-age / within);
const sum =
  (...laws: readonly Law[]): Law =>
  (age) =>
    laws.reduce((total, law) => total + law(age), 0);

interface Young {
  readonly runtime: Runtime;
  /** MiB. */
  readonly bytes: Readonly<Partial<Record<Quantity, Law>>>;
  readonly counts: Readonly<Partial<Record<Quantity, Law>>>;
  /** Seconds. */
  readonly seen?: number;
}

const STEP = 5 * SECOND;

function judged({ runtime, bytes, counts, seen = 180 }: Young) {
  const samples = (seen * SECOND) / STEP;
  const from = minute(0);
  const drawn = (laws: Young['bytes'], unit: number) =>
    Object.entries(laws).map(([quantity, law]) => {
      // A scrape is late by a little, and what is counted wanders by a little.
      const wander = (i: number) => 1 + 0.003 * Math.sin(i * 7.3);
      const track = trackOf(
        Array.from({ length: samples + 1 }, (_, i) => [from + i * STEP, law(i / samples) * unit * wander(i)]),
      );
      return [quantity, { track, metric: quantity, reading: 'value' as const }] as const;
    });
  const tracks = Object.fromEntries([...drawn(bytes, MiB), ...drawn(counts, 1)]);
  const limit = 320 * MiB;
  const run: ContainerRun = {
    pod: 'api-1',
    runtime,
    from,
    to: from + samples * STEP,
    end: 'running',
    startSeen: false,
    limit,
    limits: [{ from, limit }],
    tracks,
  };
  const rss = tracks['rss']?.track ?? { times: new Float64Array(), values: new Float64Array() };
  const pod: PodMemory = { pod: 'api-1', rss, lifetimes: [run], restarts: 0, kills: [], limit };
  const observation: Observation = {
    range: { from: run.from, to: run.to },
    step: STEP,
    runtime,
    runs: { pod: 'api-1', runs: [run], cpus: 1, restarts: 0 },
    pods: [pod],
    chosen: 'api-1',
    measured: tracks,
    deploys: [],
  };
  return judgeRssGrowing(observation);
}

/** What a start takes: most of it in the first fifth of three minutes. */
const START = fills(0, 70, 0.2);

const whole = (law: Law): Young['bytes'] => ({ rss: law, 'working-set': law });

const jvm = (rest: Law, own: Young['bytes'] = {}): Young['bytes'] => ({
  ...whole(sum(() => 20, START, rest)),
  'live-heap': () => 12,
  'heap-used': () => 18,
  'heap-committed': sum(() => 20, fills(0, 20, 0.1)),
  'heap-max': () => 100,
  metaspace: () => 10,
  'code-cache': () => 6,
  buffers: () => 1,
  ...own,
});

describe('a young run whose memory bends, because its start is added to a leak', () => {
  test.each([
    ['threads of a JVM', { runtime: 'jvm', bytes: jvm(line(0, 60)), counts: { threads: line(20, 800) } }],
    [
      'threads of a process of which only the container is known',
      {
        runtime: 'unknown',
        bytes: whole(sum(() => 20, START, line(0, 60))),
        counts: { 'container-threads': line(8, 900) },
      },
    ],
    [
      'goroutines',
      {
        runtime: 'go',
        bytes: {
          ...whole(sum(() => 20, START, line(0, 60))),
          'live-heap': sum(() => 6, fills(0, 60, 0.2)),
          'heap-inuse': sum(() => 8, fills(0, 60, 0.2)),
          'heap-idle': () => 2,
          'heap-released': () => 1,
          stacks: line(2, 62),
          'runtime-sys': sum(() => 16, fills(0, 66, 0.2), line(0, 60)),
        },
        counts: { goroutines: line(40, 9000) },
      },
    ],
    [
      'classes of a JVM',
      {
        runtime: 'jvm',
        bytes: jvm(line(0, 80), { metaspace: line(15, 95) }),
        counts: { threads: () => 30 },
      },
    ],
  ] satisfies readonly (readonly [string, Young])[])('grows: %s climb in a straight line', (_, young) => {
    const { answer, confidence, reasons, suggests } = judged(young);
    expect(answer).toBe('yes');
    expect(confidence).toBeLessThan(0.8);
    expect(suggests).not.toBe('warm-up');
    expect(reasons.join('\n')).toMatch(/climb in a straight line .*of the growth/);
  });

  test.each([
    ['a pool that fills and stands', { threads: fills(20, 800, 0.15) }, line(0, 0)],
    ['threads that own little of it', { threads: line(20, 90) }, line(0, 6)],
    ['threads that hardly multiply', { threads: line(700, 1000) }, fills(0, 45, 0.3)],
    ['threads that stand', { threads: () => 40 }, fills(0, 45, 0.3)],
  ] as const)('still fills where there are %s', (_, counts, rest) => {
    const { answer } = judged({ runtime: 'jvm', bytes: jvm(rest), counts });
    expect(answer).not.toBe('yes');
  });

  test('still fills where classes are those of its start', () => {
    const metaspace = fills(5, 90, 0.2);
    expect(judged({ runtime: 'jvm', bytes: jvm(metaspace, { metaspace }), counts: {} }).answer).not.toBe('yes');
  });
});
