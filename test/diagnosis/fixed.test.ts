import { describe, expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { fixedOf } from '../../src/diagnosis/fixed.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';

const BAD = { revision: '9f31c0d' };
const GOOD = { revision: '41c7aa0' };

function of({ revision }: { readonly revision: string }, pod: PodMemory, later = 0, isGone = false): PodMemory {
  const by = later * MINUTE;
  return {
    ...pod,
    rss: { times: pod.rss.times.map((time) => time + by), values: pod.rss.values },
    lifetimes: pod.lifetimes.map((life, i) => ({
      ...life,
      from: life.from + by,
      to: life.to + by,
      revision,
      ...(isGone && i === pod.lifetimes.length - 1 ? { end: 'restarted' as const } : {}),
    })),
    kills: pod.kills.map((kill) => kill + by),
  };
}

const climb = (from: number, to: number, minutes: number) =>
  Array.from({ length: minutes }, (_, i) => (from + ((to - from) * i) / (minutes - 1)).toFixed(1)).join(' ');
const level = (at: number, minutes: number) => Array.from({ length: minutes }, (_, i) => at + (i % 3)).join(' ');

const leaking = of(
  BAD,
  aPod('api-bad', { rss: `${climb(100, 510, 60)} | ${climb(100, 300, 60)}`, limit: 512 }),
  0,
  true,
);

function watching(runs: PodMemory, minutes: number): Observation {
  return {
    range: { from: T0, to: minute(120 + minutes) },
    step: MINUTE,
    runtime: 'go',
    pods: [leaking, runs],
    chosen: 'api-good',
    measured: {},
    deploys: [{ time: minute(120), revision: GOOD.revision, previous: BAD.revision }],
  };
}

const levelFor = (minutes: number, revision = GOOD) =>
  watching(of(revision, aPod('api-good', { rss: level(110, minutes), limit: 512 }), 120), minutes);

describe('what a deploy fixed', () => {
  test('pods that run are level, those of the revision before grew: the pod that runs comes first', () => {
    const observation = levelFor(90);
    expect(rankPods(observation)[0]?.pod).toBe('api-good');
    expect(fixedOf(observation)).toMatchObject({ revision: BAD.revision, pods: 1, kills: 1, running: 1 });
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
    expect(finding.kind).toBe('no-growth');
    expect(finding.title).toBe('Fixed by the deploy of 41c7aa0 at 22 Nov 12:00 UTC: memory no longer grows');
    expect(finding.advice.join(' ')).toContain('9f31c0d');
  });

  describe('where no revision is known', () => {
    const unknown = (pod: PodMemory): PodMemory => ({
      ...pod,
      lifetimes: pod.lifetimes.map((life) => ({ ...life, revision: undefined })),
    });
    const gone = unknown(of(BAD, aPod('api-bad', { rss: climb(100, 400, 500), limit: 512 }), 0, true));
    const beside = (name: string, from: number) =>
      unknown(of(GOOD, aPod(name, { rss: level(110, 620 - from), limit: 512 }), from));
    const watched = (...pods: readonly PodMemory[]): Observation => ({
      range: { from: T0, to: minute(620) },
      step: MINUTE,
      runtime: 'go',
      pods: [gone, ...pods],
      chosen: 'api-good',
      measured: {},
      deploys: [],
    });

    test('what ran level beside it all along is no fix of the pod that grew and is gone: that one comes first', () => {
      const observation = watched(beside('api-good', 0), beside('api-like', 0));
      expect(fixedOf(observation)).toBeUndefined();
      expect(rankPods(observation)[0]).toMatchObject({ pod: 'api-bad', growth: { answer: 'yes' } });
    });

    test('what began as it ended may be', () => {
      const observation = watched(beside('api-good', 495), beside('api-like', 0));
      expect(fixedOf(observation)).toMatchObject({ pods: 1, running: 2 });
    });
  });

  test.each([
    ['runs for less than an hour', levelFor(50)],
    ['is of the same revision', levelFor(90, BAD)],
    ['grows too', watching(of(GOOD, aPod('api-good', { rss: climb(100, 300, 90), limit: 512 }), 120), 90)],
  ])('nothing where the pod that runs %s', (_, observation) => {
    expect(fixedOf(observation)).toBeUndefined();
  });

  test('a limit is not needed to see it', () => {
    const observation = levelFor(90);
    const pods = observation.pods.map((pod) => ({ ...pod, limit: undefined }));
    expect(fixedOf({ ...observation, pods })?.perHour).toBeGreaterThan(150 * MiB);
  });
});
