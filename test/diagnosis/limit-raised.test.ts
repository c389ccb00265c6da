import { describe, expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { raisedLately, raisedOf } from '../../src/diagnosis/limit-raised.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { urgencyOf } from '../../src/diagnosis/urgency.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';

/** Every run of a pod under one limit, some minutes later than drawn. */
function under(limit: number, pod: PodMemory, later = 0): PodMemory {
  const by = later * MINUTE;
  return {
    ...pod,
    limit: limit * MiB,
    rss: { times: pod.rss.times.map((time) => time + by), values: pod.rss.values },
    lifetimes: pod.lifetimes.map((life) => ({ ...life, from: life.from + by, to: life.to + by, limit: limit * MiB })),
    kills: pod.kills.map((kill) => kill + by),
  };
}

/** Replaced with its last run. */
function gone(pod: PodMemory): PodMemory {
  const last = pod.lifetimes.length - 1;
  const lifetimes = pod.lifetimes.map((life, i) => (i === last ? { ...life, end: 'restarted' as const } : life));
  return { ...pod, lifetimes };
}

const climb = (from: number, to: number, minutes: number) =>
  Array.from({ length: minutes }, (_, i) => (from + ((to - from) * i) / (minutes - 1)).toFixed(1)).join(' ');
const level = (at: number, minutes: number) => Array.from({ length: minutes }, (_, i) => at + (i % 3)).join(' ');
/** Fills in half an hour to what it needs. */
const filled = (to: number, minutes: number) => `${climb(150, to, 30)} ${level(to, minutes - 30)}`;

const AGAIN = Array.from({ length: 5 }, () => climb(150, 300, 24)).join(' | ');
const small = gone(under(300, aPod('web-a', { rss: AGAIN })));

function watching(chosen: string | undefined, minutes: number, ...pods: readonly PodMemory[]): Observation {
  return {
    range: { from: T0, to: minute(minutes) },
    step: MINUTE,
    runtime: 'unknown',
    pods,
    chosen,
    measured: {},
    deploys: [],
  };
}

describe('a limit that was raised', () => {
  const large = under(480, aPod('web-b', { rss: filled(345, 180) }), 120);

  test('to what the service takes ended the kills: the pod that runs is the subject, and the raise the finding', () => {
    const observation = watching('web-b', 299, small, large);
    expect(rankPods(observation)[0]?.pod).toBe('web-b');
    expect(raisedOf(observation)).toMatchObject({
      at: minute(120),
      from: 300 * MiB,
      to: 480 * MiB,
      kills: 4,
      running: 1,
    });
    const finding = conclude({
      observation,
      steps: [
        {
          step: 'rss-growing',
          answer: 'no',
          judgement: { answer: 'no', confidence: 0.95, headline: 'Level.', reasons: [], suggests: 'no-growth' },
          means: { yes: 'memory-grows', open: 'growth of memory' },
        },
      ],
      comparisons: [],
      gaps: [],
    });
    expect(finding.title).toBe('The limit of 300 MiB was too small: at 480 MiB memory is level at 346 MiB');
    expect(finding.evidence.join(' ')).toContain('4 OOM kills under the limit of 300 MiB, none since');
    expect(finding.advice[0]).toBe(
      'Now: nothing has to be done: the limit of 480 MiB holds the 346 MiB that the service takes.',
    );
  });

  test('of the same pod counts as well', () => {
    const raised = under(480, aPod('db-0', { rss: filled(345, 180) }), 120);
    const before = under(300, aPod('db-0', { rss: AGAIN }));
    const pod: PodMemory = {
      ...raised,
      rss: {
        times: Float64Array.from([...before.rss.times, ...raised.rss.times]),
        values: Float64Array.from([...before.rss.values, ...raised.rss.values]),
      },
      lifetimes: [
        ...before.lifetimes.slice(0, -1),
        ...before.lifetimes.slice(-1).map((life) => ({ ...life, end: 'oom-killed' as const })),
        ...raised.lifetimes,
      ],
      kills: [...before.kills, minute(119)],
      restarts: 5,
    };
    expect(raisedOf(watching('db-0', 299, pod))).toMatchObject({ from: 300 * MiB, to: 480 * MiB, kills: 5 });
  });

  test.each([
    ['that grows on under it', under(480, aPod('web-b', { rss: climb(150, 460, 180) }), 120)],
    ['that stands below the smaller limit', under(480, aPod('web-b', { rss: filled(200, 180) }), 120)],
    ['that has run for less than an hour', under(480, aPod('web-b', { rss: filled(345, 50) }), 120)],
    ['under the same limit', under(300, aPod('web-b', { rss: filled(280, 180) }), 120)],
  ])('is not why a pod was killed %s', (_, runs) => {
    expect(raisedOf(watching('web-b', 299, small, runs))).toBeUndefined();
  });
});

test('a limit that was just raised leaves open whether it holds, until a run outlived those before', () => {
  const young = under(480, aPod('web-b', { rss: climb(150, 300, 30) }), 120);
  expect(raisedLately(watching('web-a', 149, small, young))).toMatchObject({ from: 300 * MiB, to: 480 * MiB });
  const longer = under(480, aPod('web-b', { rss: climb(150, 460, 180) }), 120);
  expect(raisedLately(watching('web-b', 299, small, longer))).toBeUndefined();
  expect(raisedLately(watching('web-a', 149, small, under(300, young)))).toBeUndefined();
});

describe('a pod that is gone, where what runs grows as it did', () => {
  const before = gone(under(300, aPod('calc-a', { rss: `${climb(60, 295, 100)} | ${climb(60, 120, 26)}` })));
  const now = under(420, aPod('calc-b', { rss: climb(60, 240, 80) }), 126);

  test('is not what is looked at', () => {
    expect(rankPods(watching(undefined, 206, before, now)).map(({ pod }) => pod)).toEqual(['calc-b', 'calc-a']);
  });

  test.each([
    ['grows far more slowly', under(420, aPod('calc-b', { rss: climb(60, 95, 80) }), 126)],
    ['is of another revision', { ...now, lifetimes: now.lifetimes.map((life) => ({ ...life, revision: 'b2' })) }],
  ])('comes first as long as what runs %s', (_, runs) => {
    expect(rankPods(watching(undefined, 206, before, runs))[0]?.pod).toBe('calc-a');
  });

  test('has its advice from the limit in force, not from its own', () => {
    const file = { observation: watching('calc-a', 206, before, now), steps: [], comparisons: [], gaps: [] };
    expect(urgencyOf(file, undefined).limit).toBe(420 * MiB);
  });
});
