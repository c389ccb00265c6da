import { describe, expect, test } from 'vitest';
import { beganOf } from '../../src/diagnosis/began.ts';
import type { CaseFile } from '../../src/diagnosis/case-file.ts';
import { firstStep } from '../../src/diagnosis/first-step.ts';
import { resetLines } from '../../src/diagnosis/reset-by-starts.ts';
import { urgencyOf } from '../../src/diagnosis/urgency.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';

/** How long each run lasts. */
const EACH = 200;

const line = (from: number, to: number) =>
  Array.from({ length: EACH }, (_, i) => (from + ((to - from) * i) / (EACH - 1)).toFixed(2)).join(' ');

/** One run after the other, each in a pod of its own, that climb by so many MiB each; of a revision each, or all of one. */
function runs(gains: readonly number[], revisionOf: (run: number) => string): CaseFile {
  const pods = gains.map((gain, run): PodMemory => {
    const pod = aPod(`api-${run}`, { rss: line(100, 100 + gain), limit: 400 });
    const by = run * EACH * MINUTE;
    return {
      ...pod,
      rss: { times: pod.rss.times.map((time) => time + by), values: pod.rss.values },
      lifetimes: pod.lifetimes.map((life) => ({
        ...life,
        from: life.from + by,
        to: life.to + by,
        end: run === gains.length - 1 ? ('running' as const) : ('restarted' as const),
        startSeen: true,
        revision: revisionOf(run),
      })),
    };
  });
  const deploys = gains.flatMap((_, run) =>
    run === 0 || revisionOf(run) === revisionOf(run - 1)
      ? []
      : [{ time: minute(run * EACH), revision: revisionOf(run), previous: revisionOf(run - 1) }],
  );
  const observation = {
    range: { from: T0, to: minute(gains.length * EACH - 1) },
    step: MINUTE,
    pods,
    chosen: `api-${gains.length - 1}`,
    measured: {},
    deploys,
  };
  const judgement = { answer: 'yes', confidence: 0.98, headline: '', reasons: [] } as const;
  const step = {
    step: 'rss-growing',
    means: QUESTIONS['rss-growing'](undefined).means,
    judgement,
    answer: 'yes',
  } as const;
  return { observation, steps: [step], comparisons: [], gaps: [] };
}

const EACH_ITS_OWN = (run: number) => `v1.${run}`;

describe('a growth that each start resets', () => {
  test('began with none of the deploys, whichever metric names the revisions', () => {
    const file = runs([100, 100, 100, 100], EACH_ITS_OWN);
    expect(beganOf(file)).toBeUndefined();
    // 300 MiB from the start to the limit, at 30 MiB/h.
    expect(resetLines(file)).toEqual([
      expect.stringMatching(
        /^The 3 runs before it, of 3 revisions, grew alike \(30\.\d MiB\/h\): each deploy resets it, .* the limit of 400 MiB about 9 h 5\d min after its start\.$/,
      ),
    ]);
    expect(firstStep(urgencyOf(file, beganOf(file)))).not.toContain('roll back');
  });

  test('is reset by every new start where all are of one revision', () => {
    expect(resetLines(runs([100, 100, 100, 100], () => 'v1'))[0]).toContain('each new start resets it');
  });

  test('is not what pods of one revision show that started seconds apart and all run', () => {
    const file = runs([100, 100, 100, 100], () => 'v1');
    const { pods } = file.observation;
    const [last] = pods.slice(-1);
    const together = pods.map((pod, i): PodMemory => {
      const { lifetimes: [life] = [], rss = pod.rss } = last ?? pod;
      const by = (pods.length - 1 - i) * 20_000;
      const times = rss.times.map((time) => time - by);
      return {
        ...pod,
        rss: { ...rss, times },
        lifetimes: life ? [{ ...life, from: life.from - by, end: 'running' }] : [],
      };
    });
    const beside = { ...file, observation: { ...file.observation, pods: together } };
    expect(resetLines(beside)).toEqual([]);
    expect(firstStep(urgencyOf(beside, undefined))).not.toContain('each new start');
  });

  test.each([
    ['grew as fast', [80, 100], undefined],
    ['grew half as fast', [50, 100], undefined],
    ['was level', [0.1, 100], 'v1.1'],
    ['only gained a little', [8, 100], 'v1.1'],
  ])('a deploy brought it only where what ran before did not leak alike: it %s', (_, gains, revision) => {
    const file = runs(gains, EACH_ITS_OWN);
    expect(beganOf(file)?.deploy?.revision).toBe(revision);
    // One run before it is no habit.
    expect(resetLines(file)).toEqual([]);
  });

  test('is not said where the last deploy leaks and those before were level', () => {
    const file = runs([0.1, 0.2, 0.1, 100], EACH_ITS_OWN);
    expect(resetLines(file)).toEqual([]);
    expect(beganOf(file)?.deploy?.revision).toBe('v1.3');
  });

  test('says when a run that is gone would have been full, and not that no kill is predicted', () => {
    const file = runs([100, 100, 100, 100, 100], () => 'v1');
    const observation = { ...file.observation, chosen: 'api-3' };
    expect(firstStep(urgencyOf({ ...file, observation }, undefined))).toContain('each new start resets what grows');
  });
});
