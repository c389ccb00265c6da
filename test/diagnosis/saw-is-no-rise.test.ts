import { describe, expect, test } from 'vitest';
import { judgeGoroutinesGrowing } from '../../src/diagnosis/goroutines-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { settlingOf } from '../../src/diagnosis/settling.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { aPod, minute } from '../support/a-pod.ts';
import { leakingIn } from './go-case.ts';

/** How a pod stands whose samples are drawn by a law of their number. */
function standing(law: (sample: number) => number) {
  const pod = aPod('api-1', { rss: Array.from({ length: 36 }, (_, i) => law(i).toFixed(1)).join(' ') });
  const observation: Observation = {
    range: { from: minute(0), to: minute(35) },
    step: MINUTE,
    pods: [pod],
    chosen: 'api-1',
    measured: {},
    deploys: [],
  };
  return settlingOf(observation, pod).kind;
}

/** Workers that grow and are replaced, every `period` samples, `phase` into the first. */
const saw = (period: number, phase: number) => (i: number) => 50 + (70 * ((i + phase) % period)) / period;

describe('the rate of a rise that slows down', () => {
  test.each([5, 6, 7, 9, 11].flatMap((period) => [0, 1, 2, 3, 4].map((phase) => [period, phase] as const)))(
    'is not read out of a tooth: period %i, phase %i',
    (period, phase) => {
      expect(standing(saw(period, phase))).toBe('level');
    },
  );

  test('is seen where it lies under the teeth as well', () => {
    const rises = (i: number) => 300 * (1 - Math.exp(-i / 25));
    expect(standing(rises)).toBe('slowing');
    expect(standing((i) => rises(i) + saw(3, 0)(i) / 5)).toBe('slowing');
  });
});

test('of what goroutines may hold it is said how much is their own, and what is left out of the growth', () => {
  // Of 62 MiB/h 8 are stacks and 24 live heap, at 9 KiB for each of 2,700 goroutines an hour.
  const { headline, reasons } = judgeGoroutinesGrowing(leakingIn({ heap: 24, stacks: 8, goroutines: 2_700 }));
  expect(headline).toContain('; with what they hold, ');
  expect(reasons).toContainEqual(
    expect.stringMatching(/^Of the [\d.]+ MiB, [\d.]+ MiB are .*stacks; the other [\d.]+ MiB are live heap/),
  );
  const stacksAlone = judgeGoroutinesGrowing(leakingIn({ stacks: 40, goroutines: 2_700 }));
  expect(stacksAlone.reasons.join()).not.toContain('the other');
});
