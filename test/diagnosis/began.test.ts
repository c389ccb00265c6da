import { describe, expect, test } from 'vitest';
import { beganAt, beganOf, beganText } from '../../src/diagnosis/began.ts';
import type { CaseFile } from '../../src/diagnosis/case-file.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Deploy } from '../../src/metrics/deploys.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { sliceOf } from '../../src/metrics/track.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { leakingService, NOW, RANGE, series, track } from './go-case.ts';

const leaking = 'markets-api-7d9f-x2x';
const flat = 'markets-api-7d9f-k7p';
const onset = { at: NOW - 10 * HOUR, earliest: NOW - 10.2 * HOUR, latest: NOW - 9.5 * HOUR };

const growing = { perHour: 62 * MiB };

function aDeploy(time: number, revision = '4f2c1a9', previous = '9e01b7c'): Deploy {
  return { time, revision, previous };
}

function began(deploys: readonly Deploy[], revisions: Readonly<Record<string, string>> = {}) {
  const observation = { ...leakingService(), deploys };
  const file: CaseFile = {
    observation,
    steps: [],
    comparisons: [],
    gaps: [],
    revisionOf: (pod) => revisions[pod],
  };
  return beganAt(onset, file, growing);
}

describe('the deploy that a growth began with', () => {
  test.each([
    ['a few minutes before the earliest onset', onset.earliest - 20 * MINUTE, true],
    ['within the range of the onset', onset.at, true],
    ['a scrape after the latest onset', onset.latest + MINUTE, true],
    ['hours before', onset.earliest - 2 * HOUR, false],
    ['after the growth had begun', onset.latest + 20 * MINUTE, false],
  ])('%s', (_name, time, fits) => {
    expect(began([aDeploy(time)]).deploy !== undefined).toBe(fits);
  });

  test('of two that fit, the later one', () => {
    const deploys = [aDeploy(onset.earliest - 20 * MINUTE, 'aaaaaaa'), aDeploy(onset.at, 'bbbbbbb', 'aaaaaaa')];
    expect(began(deploys).deploy?.revision).toBe('bbbbbbb');
  });

  test('is not the one whose revision the growing pod does not run', () => {
    expect(began([aDeploy(onset.at)], { [leaking]: '9e01b7c' }).deploy).toBeUndefined();
    expect(began([aDeploy(onset.at)], { [leaking]: '4f2c1a9', [flat]: '9e01b7c' }).deploy).toBeDefined();
  });

  test('is none where a pod of the revision before grows as well', () => {
    const observation = { ...leakingService(), chosen: flat, deploys: [aDeploy(onset.at)] };
    const revisions: Readonly<Record<string, string>> = { [flat]: '4f2c1a9', [leaking]: '9e01b7c' };
    const file = { observation, steps: [], comparisons: [], gaps: [], revisionOf: (pod: string) => revisions[pod] };
    expect(beganAt(onset, file, growing).deploy).toBeUndefined();
  });

  test('is said with what ran before, and its absence is said too', () => {
    expect(beganText(began([aDeploy(onset.at)]))).toBe(
      'Began with the deploy of 4f2c1a9 at 23 Nov 00:00 UTC (before it: 9e01b7c).',
    );
    expect(beganText(began([]))).toBe('Began about 23 Nov 00:00 UTC, no deploy near it.');
  });

  test('brought the pods of its own that grow from their start', () => {
    const service = leakingService();
    const born = NOW - 19 * HOUR;
    const pods = service.pods.map((pod) => {
      if (pod.pod !== leaking) return pod;
      const lifetimes = pod.lifetimes.slice(1).map((life) => ({ ...life, startSeen: true }));
      return { ...pod, rss: sliceOf(pod.rss, lifetimes[0]?.from ?? born, NOW), lifetimes };
    });
    const yes = { answer: 'yes', confidence: 0.9, headline: '', reasons: [] } as const;
    const { means } = QUESTIONS['rss-growing'](undefined);
    const steps = [{ step: 'rss-growing' as const, means, judgement: yes, answer: 'yes' as const }];
    const reported = (deploys: readonly Deploy[]) =>
      beganOf({ observation: { ...service, pods, deploys }, steps, comparisons: [], gaps: [] });
    const birth = pods.find(({ pod }) => pod === leaking)?.lifetimes[0]?.from ?? 0;
    expect(reported([aDeploy(birth - 5 * MINUTE)])?.deploy?.revision).toBe('4f2c1a9');
    expect(reported([])).toBeUndefined();
  });

  test('of a heap that leaks under level memory is the one that brought its run', () => {
    const rollout = NOW - 11 * HOUR;
    const pods = podMemoryOf(
      {
        rss: [0, 1].map((half) => {
          const whole = track(() => 930 * MiB, 3 * MiB);
          const own = half === 0 ? sliceOf(whole, RANGE.from, rollout - 1) : sliceOf(whole, rollout, NOW);
          return series('container_memory_rss', { pod: leaking, id: `/kubepods/pod${half}0c1a5e11/a` }, own);
        }),
      },
      RANGE,
    );
    const yes = { answer: 'yes', confidence: 0.9, headline: '', reasons: [] } as const;
    const steps = (['rss-growing', 'live-heap-growing'] as const).map((step) => {
      const answer = step === 'rss-growing' ? ('no' as const) : ('yes' as const);
      return { step, means: QUESTIONS[step](undefined).means, judgement: { ...yes, answer }, answer };
    });
    const reported = (heap: (hour: number) => number) => {
      const live = { track: track(heap, MiB), metric: 'jvm_gc_live_data_size_bytes', reading: 'value' } as const;
      const observation = {
        ...leakingService(),
        pods,
        chosen: leaking,
        measured: { 'live-heap': live },
        deploys: [aDeploy(rollout)],
      };
      return beganOf({ observation, steps, comparisons: [], gaps: [] });
    };
    expect(reported((hour) => (hour < 13 ? 90 : 90 + 28 * (hour - 13)) * MiB)?.deploy?.time).toBe(rollout);
    // It leaked before, too.
    expect(reported((hour) => (90 + 28 * (hour % 13)) * MiB)).toBeUndefined();
  });

  describe('of memory that is level until its pages are full', () => {
    const yes = { answer: 'yes', confidence: 0.9, headline: '', reasons: [] } as const;
    const steps = (['rss-growing', 'live-heap-growing'] as const).map((step) => ({
      step,
      means: QUESTIONS[step](undefined).means,
      judgement: yes,
      answer: 'yes' as const,
    }));
    const reported = (heap: (hour: number) => number, full: number) => {
      const rss = track((hour) => (500 + 22 * Math.max(0, hour - full)) * MiB, 2 * MiB);
      const live = { track: track((hour) => heap(hour) * MiB, MiB), metric: 'jvm_gc_live_data_size_bytes' } as const;
      const observation = {
        ...leakingService(),
        pods: podMemoryOf({ rss: [series('container_memory_rss', { pod: leaking }, rss)] }, RANGE),
        chosen: leaking,
        measured: { 'live-heap': { ...live, reading: 'value' as const } },
        deploys: [],
      };
      return beganOf({ observation, steps, comparisons: [], gaps: [] });
    };

    test.each([9, 13])('a heap that leaks from the start did not begin when memory did, after %i h', (full) => {
      expect(reported((hour) => 90 + 20 * hour, full)).toBeUndefined();
    });

    test('a heap that begins with it does', () => {
      const began = reported((hour) => 90 + 20 * Math.max(0, hour - 11), 11);
      expect(Math.abs((began?.at ?? 0) - (RANGE.from + 11 * HOUR))).toBeLessThan(90 * MINUTE);
    });
  });
});
