import { describe, expect, test } from 'vitest';
import { ageOfFirstRun } from '../../src/diagnosis/age-of-first-run.ts';
import { boundByAge, firstRunLine } from '../../src/diagnosis/first-run.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import type { Verdict } from '../../src/diagnosis/verdict.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Lifetime, PodMemory } from '../../src/metrics/lifetime.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import { minute, T0 } from '../support/a-pod.ts';

/** A pod with one run between two minutes. */
function running(name: string, from: number, to: number, rest: Partial<Lifetime> = {}): PodMemory {
  return {
    pod: name,
    rss: { times: Float64Array.of(minute(from), minute(to)), values: Float64Array.of(1, 2) },
    lifetimes: [{ from: minute(from), to: minute(to), startedAt: minute(from), end: 'running', ...rest }],
    restarts: 0,
    kills: [],
  };
}

function watching(...pods: readonly PodMemory[]): Observation {
  const range = { from: T0 - 24 * HOUR, to: minute(150) };
  return { range, step: MINUTE, runtime: 'go', pods, chosen: 'web-a', measured: {}, deploys: [] };
}

const young = running('web-a', 0, 150);

/** The pod that is looked at, after a run of some minutes. */
function withRunBefore(minutes: number): PodMemory {
  const [life] = running('web-a', -minutes, -1, { end: 'restarted' }).lifetimes;
  return { ...young, lifetimes: [...(life === undefined ? [] : [life]), ...young.lifetimes] };
}

/** A comparison of goroutines that wait for a channel; of them so many that the runtime calls leaked. */
function ofGoroutines(leaked: number): Comparison {
  const side = (time: number, total: number) => ({ time, total });
  const frame = { function: 'main.wait', file: 'main.go', line: 7 };
  const group = { wait: 'channel-receive' as const, frame, base: 100, current: 1_100, delta: 1_000, leaked };
  return {
    sampleType: 'goroutine',
    unit: 'count',
    base: side(minute(10), 100),
    current: side(minute(140), 1_100),
    delta: 1_000,
    paths: [],
    tree: { name: 'all', base: 100, current: 1_100, children: [] },
    goroutines: { groups: [group], leaked: { time: minute(140), total: leaked } },
  };
}

const sure = (kind: Verdict['kind']): Verdict => ({ kind, confidence: 0.985, also: [], contradicted: [] });

describe('the first run of a service', () => {
  test('is one beside which no run lasted longer and nothing was killed', () => {
    expect(ageOfFirstRun(watching(young, running('web-b', 10, 150)))).toBe(150 * MINUTE);
  });

  test('is still one after a start that failed within minutes', () => {
    expect(ageOfFirstRun(watching(withRunBefore(3)))).toBe(150 * MINUTE);
  });

  test.each<[string, Observation]>([
    ['a pod that is older', watching(young, running('web-b', -120, 150))],
    ['a pod that is gone and ran for longer', watching(young, running('web-b', -300, -5, { end: 'restarted' }))],
    ['a run of its own that ended after half as long', watching(withRunBefore(80))],
    ['a kill', watching(young, { ...running('web-b', 0, 150), kills: [minute(60)] })],
    ['a day', watching(running('web-a', -23 * 60, 150))],
    ['a start that no metric shows', watching(running('web-a', 0, 150, { startedAt: undefined }))],
  ])('is known no more after %s', (_, observation) => {
    expect(ageOfFirstRun(observation)).toBeUndefined();
  });

  test('shows no leak very surely, and less the younger it is', () => {
    const hours = boundByAge(sure('heap-leak'), watching(young)).confidence;
    const minutes = boundByAge(sure('shared-memory'), watching(running('web-a', 141, 150))).confidence;
    expect(hours).toBeLessThan(0.8);
    expect(minutes).toBeLessThan(0.7);
  });

  test.each(['handle-leak', 'thread-leak', 'goroutine-leak'] as const)(
    'shows no %s very surely: connections multiply each morning, and go each night',
    (kind) => {
      expect(boundByAge(sure(kind), watching(young)).confidence).toBeLessThan(0.8);
      const [line] = firstRunLine(sure(kind), watching(young));
      expect(line).toContain('first run that was seen, 2 h 30 min old');
      expect(line).toContain('whether their number falls again');
      const older = watching(young, running('web-b', -120, 150));
      expect(boundByAge(sure(kind), older).confidence).toBe(0.985);
      expect(firstRunLine(sure(kind), older)).toEqual([]);
    },
  );

  test('is none where a run before it was killed: that is said, and its age bounds the leak all the same', () => {
    const observation = watching({ ...young, killedBefore: true });
    expect(firstRunLine(sure('native-growth'), observation)).toEqual([
      'The run before this one was OOM-killed, before what was looked at: how it grew was not seen. Ask about a longer window; this one is 2 h 30 min old.',
    ]);
    expect(boundByAge(sure('native-growth'), observation).confidence).toBeLessThan(0.8);
  });

  test.each([
    { leaked: 900, most: 0.985, lines: 0 },
    { leaked: 20, most: 0.79, lines: 1 },
  ])('of 1,000 more goroutines $leaked that the runtime calls leaked: at most $most', ({ leaked, most, lines }) => {
    const verdict = { ...sure('goroutine-leak'), comparison: ofGoroutines(leaked) };
    expect(boundByAge(verdict, watching(young)).confidence).toBe(most);
    expect(firstRunLine(verdict, watching(young))).toHaveLength(lines);
  });
});
