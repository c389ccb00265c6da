import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE, type Milliseconds } from '../../src/measurement/duration.ts';
import type { Lifetime, PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const T0 = Date.UTC(2026, 2, 3);
const STEP = 2 * MINUTE;

interface Run {
  /** Hours since the start of the window. */
  readonly from: number;
  readonly to: number;
  /** MiB, by the hour of the window. */
  readonly level: (hour: number) => number;
}

/** Runs of one pod, each but the last killed at its end; garbage of a few MiB stands on each. */
function podOf(limit: number, runs: readonly Run[]): PodMemory {
  const lifetimes = runs.map(
    ({ from, to }, i): Lifetime => ({
      from: T0 + from * HOUR,
      to: T0 + to * HOUR,
      end: i === runs.length - 1 ? 'running' : 'oom-killed',
      startSeen: i > 0,
    }),
  );
  const points = lifetimes.flatMap((life, i) =>
    Array.from({ length: Math.floor((life.to - life.from) / STEP) }, (_, n) => {
      const at: Milliseconds = life.from + n * STEP;
      const level = runs[i]?.level((at - T0) / HOUR) ?? 0;
      return [at, (level + 4 * ((n * 0.382) % 1)) * MiB] as const;
    }),
  );
  const kills = lifetimes.filter(({ end }) => end === 'oom-killed').map(({ to }) => to);
  return { pod: 'mail-0', rss: trackOf(points), limit: limit * MiB, lifetimes, restarts: kills.length, kills };
}

function judged(limit: number, runs: readonly Run[]) {
  const pod = podOf(limit, runs);
  const observation: Observation = {
    range: { from: T0, to: T0 + (runs.at(-1)?.to ?? 0) * HOUR },
    step: STEP,
    runtime: undefined,
    pods: [pod],
    chosen: undefined,
    measured: {},
    deploys: [],
  };
  const [first] = rankPods(observation);
  if (first === undefined) throw new Error('no pod');
  return first;
}

/** Work that comes and goes within hours: `peak` above 200 MiB at hour 8. */
const rush = (peak: number, width: number) => (hour: number) => 200 + peak * Math.exp(-(((hour - 8) / width) ** 2));

describe('what was killed in a rush and has fallen for hours since', () => {
  const runs: readonly Run[] = [
    { from: 0, to: 7.2, level: rush(330, 4) },
    { from: 7.2, to: 7.6, level: (hour) => 430 + 400 * (hour - 7.2) },
    { from: 7.6, to: 8, level: (hour) => 430 + 410 * (hour - 7.6) },
    { from: 8, to: 14, level: rush(250, 2) },
  ];

  test('does not grow, and no kill is predicted for it', () => {
    const { growth, nextKill } = judged(600, runs);
    expect(growth.answer).not.toBe('yes');
    expect(nextKill).toBeUndefined();
  });
});

test('a run that falls, older than any that was killed, is given no rate of theirs', () => {
  const climb = (start: number) => (hour: number) => 120 + 160 * (hour - start);
  const { growth, rate, nextKill } = judged(500, [
    { from: 0, to: 2.2, level: climb(0) },
    { from: 2.2, to: 4.4, level: climb(2.2) },
    { from: 4.4, to: 6.6, level: climb(4.4) },
    { from: 6.6, to: 9, level: (hour) => 420 - 60 * (hour - 6.6) },
  ]);
  expect(growth.answer).toBe('yes');
  expect(rate.perHour).toBe(0);
  expect(nextKill).toBeUndefined();
});

test('a run that came down is given no rate of the one before it, however much older that became', () => {
  const { rate, nextKill } = judged(500, [
    { from: 0, to: 9, level: (hour) => 110 + 42 * hour },
    { from: 9, to: 13, level: (hour) => 150 + 190 * Math.exp(-(((hour - 9.8) / 1.1) ** 2)) },
  ]);
  expect(rate.perHour).toBeLessThanOrEqual(0);
  expect(nextKill).toBeUndefined();
});

test('a run that climbs as those before it keeps its forecast', () => {
  const climb = (start: number) => (hour: number) => 120 + 160 * (hour - start);
  const { rate, nextKill } = judged(500, [
    { from: 0, to: 2.2, level: climb(0) },
    { from: 2.2, to: 4.4, level: climb(2.2) },
    { from: 4.4, to: 5.8, level: climb(4.4) },
  ]);
  expect(rate.perHour / MiB).toBeGreaterThan(155);
  expect(rate.perHour / MiB).toBeLessThan(165);
  expect(((nextKill?.at ?? 0) - T0) / HOUR).toBeCloseTo(6.75, 1);
});
