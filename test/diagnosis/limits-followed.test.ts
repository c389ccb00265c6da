import { describe, expect, test } from 'vitest';
import { limitsFollowedLines } from '../../src/diagnosis/limits-followed.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { aPod, T0 } from '../support/a-pod.ts';

/** One pod an hour, each with its limit in MiB. */
function lines(limits: readonly number[], answer: 'yes' | 'no' = 'yes') {
  const pods = limits.map((limit, i): PodMemory => {
    const pod = aPod(`feed-${i}`, { rss: '100 110 120', limit });
    const life = { from: T0 + i * HOUR, to: T0 + (i + 1) * HOUR, end: 'restarted', limit: limit * MiB } as const;
    return { ...pod, lifetimes: [life] };
  });
  const judgement = { answer, confidence: 0.9, headline: '', reasons: [] };
  const step = { step: 'rss-growing', means: QUESTIONS['rss-growing'](undefined).means, judgement, answer } as const;
  const range = { from: T0, to: T0 + limits.length * HOUR };
  return limitsFollowedLines({ observation: { range, step: HOUR, pods, measured: {}, deploys: [] }, steps: [step] });
}

describe('a limit that follows what grows', () => {
  test('is named with its steps', () => {
    expect(lines([300, 300, 420, 600, 600, 840])).toEqual([
      expect.stringMatching(
        /^The limit was raised with new containers: 300 MiB → 420 MiB → 600 MiB → 840 MiB, last at 22 Nov 15:00 UTC\./,
      ),
    ]);
  });

  test.each([
    ['raised once', [300, 300, 600]],
    ['the same throughout', [300, 300, 300]],
    ['lowered in between', [300, 420, 300, 600]],
  ])('is not one that was %s', (_, limits) => {
    expect(lines(limits)).toEqual([]);
  });

  test('is no matter of memory that does not grow', () => {
    expect(lines([300, 420, 600], 'no')).toEqual([]);
  });
});
