import { describe, expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { aPod, minute } from '../support/a-pod.ts';

interface Ended {
  readonly tops: readonly number[];
  readonly reason?: string;
  readonly exitCode?: number;
  readonly limit?: number;
}

/** Runs that climb by 4 MiB a minute from 150 MiB to each of `tops`, and one that is on its way at 300 MiB. */
function worker({ tops, reason, exitCode, limit = 640 }: Ended): Observation {
  const climb = (top: number) => Array.from({ length: (top - 150) / 4 + 1 }, (_, i) => 150 + 4 * i).join(' ');
  const ends = tops.map(() => (reason === 'OOMKilled' ? ('oom-killed' as const) : ('restarted' as const)));
  const pod = aPod('worker-0', { rss: [...tops, 302].map(climb).join(' | '), ends, limit });
  const lifetimes = pod.lifetimes.map((life, i) => (i < tops.length ? { ...life, reason, exitCode } : life));
  const to = pod.lifetimes.at(-1)?.to ?? 0;
  return {
    range: { from: minute(0), to },
    step: MINUTE,
    pods: [{ ...pod, lifetimes } satisfies PodMemory],
    chosen: 'worker-0',
    measured: {},
    deploys: [],
  };
}

function report(observation: Observation) {
  const judgement = judgeRssGrowing(observation);
  const step = {
    step: 'rss-growing',
    means: QUESTIONS['rss-growing'](undefined).means,
    judgement,
    answer: judgement.answer,
  } as const;
  const { advice } = conclude({ observation, steps: [step], comparisons: [], gaps: [] });
  return { judgement, now: advice[0] ?? '' };
}

describe('runs that end themselves at one level below the limit', () => {
  test.each([
    ['done', { tops: [502, 498, 510], reason: 'Completed', exitCode: 0 }],
    ['with an error of their own', { tops: [490, 502], reason: 'Error', exitCode: 1 }],
    ['with none that is named but Completed', { tops: [502, 502, 502], reason: 'Completed' }],
  ])('%s: no kill is predicted, and no larger limit advised', (_, ended) => {
    const { judgement, now } = report(worker(ended));
    expect(judgement.answer).toBe('yes');
    expect(judgement.nextKill).toBeUndefined();
    expect(judgement.reasons.join(' ')).toMatch(
      /No kill is predicted: its last \d runs ended themselves at about \d+ MiB/,
    );
    expect(now).toContain('a larger limit changes nothing');
    expect(now).not.toContain('raise the limit');
    // 200 MiB at 4 MiB a minute are 50 min from now.
    const [, at] = /is there at about (\d\d:\d\d) UTC/.exec(now) ?? [];
    expect(at).toBeDefined();
  });

  test.each([
    ['at levels of their own', { tops: [402, 502, 602], reason: 'Completed', exitCode: 0, limit: 900 }],
    ['by a signal from outside', { tops: [502, 498, 510], reason: 'Error', exitCode: 143 }],
    ['near the limit', { tops: [602, 610, 602], reason: 'Error', exitCode: 1 }],
    ['once', { tops: [502], reason: 'Completed', exitCode: 0 }],
    ['for a reason that nothing names', { tops: [502, 498, 510] }],
  ])('not those that ended %s', (_, ended) => {
    const { judgement, now } = report(worker(ended));
    expect(judgement.reasons.join(' ')).not.toContain('ended themselves');
    expect(now).not.toContain('a larger limit changes nothing');
  });

  test('not those that were killed at it', () => {
    expect(report(worker({ tops: [630, 634], reason: 'OOMKilled', exitCode: 137 })).judgement.nextKill).toBeDefined();
  });
});
