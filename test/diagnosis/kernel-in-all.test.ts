import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { conclude } from '../../src/diagnosis/conclude.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { aRun } from '../attribution/a-run.ts';
import { minute } from '../support/a-pod.ts';

/** Pods whose kernel memory follows a law, in MiB by the hour, since their start; RSS stands at 48 MiB. */
function edges(hours: number, kernel: (hour: number) => number, { pods = 6, level = 0 } = {}) {
  const minutes = hours * 60;
  const at = (law: (hour: number) => number, seed: number) => {
    const random = randomOf(seed);
    return Array.from({ length: minutes + 1 }, (_, i) => law(i / 60) + 0.5 * random.normal());
  };
  const names = Array.from({ length: pods }, (_, i) => `edge-5f7d9c8b6-x2x${i}q`);
  const of = (name: string, i: number, law: (hour: number) => number): PodMemory => {
    const track = (values: readonly number[]) => trackOf(values.map((value, k) => [minute(k), value * MiB] as const));
    const life = {
      from: minute(0),
      to: minute(minutes),
      end: 'running',
      startedAt: minute(0),
      startSeen: true,
    } as const;
    return {
      pod: name,
      rss: track(at(() => 48, i)),
      workingSet: track(at((hour) => 60 + law(hour), i)),
      limit: 256 * MiB,
      lifetimes: [life],
      restarts: 0,
      kills: [],
    };
  };
  const all = names.map((name, i) => of(name, i + 1, i > 0 && i <= level ? () => 8 : kernel));
  const [chosen = ''] = names;
  const set = at((hour) => 60 + kernel(hour), 1);
  const run = aRun({
    pod: chosen,
    minutes,
    limit: 256,
    bytes: { rss: 48, 'working-set': set, usage: set, 'page-cache': 4, 'active-file': 4 },
  });
  const observation: Observation = {
    range: { from: minute(0), to: minute(minutes) },
    step: MINUTE,
    pods: all,
    chosen,
    measured: {},
    deploys: [],
    runs: { pod: chosen, runs: [run], cpus: 1, restarts: 0 },
  };
  const steps = (['rss-growing', 'outside-heap-growing'] as const).map((step) => {
    const { judge, means } = QUESTIONS[step]('unknown');
    const judgement = judge(observation);
    return { step, means, judgement, answer: judgement.answer };
  });
  return conclude({ observation, steps, comparisons: [], gaps: [] });
}

test('the figures of kernel memory, and that RSS is level, are evidence', () => {
  const { kind, evidence } = edges(12, (hour) => 6 + 9 * hour);
  expect(kind).toBe('kernel-memory');
  expect(evidence.join(' ')).toMatch(
    /Kernel memory \(sockets, slab, page tables\) grew 3\d\.?\d* → 1\d\d MiB; RSS is level at 4\d/,
  );
});

describe('kernel memory of a first run', () => {
  test('that rose evenly in all pods for more than half a day can be sure', () => {
    for (const hours of [12, 16]) expect(edges(hours, (hour) => 6 + 8 * hour).confidence).toBeGreaterThanOrEqual(0.8);
  });

  test.each([
    ['of 6 hours', () => edges(6, (hour) => 6 + 12 * hour)],
    ['of 10 hours', () => edges(10, (hour) => 6 + 10 * hour)],
    ['that rises with the day', () => edges(12, (hour) => 60 - 55 * Math.cos((hour / 12) * Math.PI))],
    [
      'that rises with a day that began before',
      () => edges(13, (hour) => 60 - 55 * Math.cos(((hour + 1) / 13) * Math.PI * 0.9)),
    ],
    ['that slows down', () => edges(14, (hour) => 6 + 110 * (1 - Math.exp(-hour / 8)))],
    ['of few pods', () => edges(12, (hour) => 6 + 9 * hour, { pods: 3 })],
    ['of some pods of many', () => edges(12, (hour) => 6 + 9 * hour, { pods: 6, level: 3 })],
  ] as const)('%s is not sure', (_, answer) => {
    const { kind, confidence } = answer();
    expect(kind === 'kernel-memory' ? confidence : 0).toBeLessThan(0.8);
  });
});
