import { expect, test } from 'vitest';
import { peakPassed } from '../../src/diagnosis/peak-passed.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { aPod } from '../support/a-pod.ts';

const DAY = Array.from({ length: 60 }, (_, i) => 100 + 5 * i).join(' ');
const AGAIN = '200 480 505';
/** Two hours that begin at 400 MiB and come down to 120. */
const DOWN = Array.from({ length: 121 }, (_, i) => Math.max(120, 400 - 4 * i)).join(' ');

function passed(rss: string, limit = 512) {
  const pod = aPod('fpm-0', { rss, limit });
  return peakPassed(pod.rss, pod.lifetimes, limit * MiB);
}

test('killed again after each start, and then given back: the peak passed', () => {
  expect(passed([DAY, AGAIN, AGAIN, AGAIN, DOWN].join(' | '))).toBe(true);
});

test.each([
  ['it was killed once, and starts high as always', [DAY, DOWN]],
  ['the run that goes on climbs', [DAY, AGAIN, AGAIN, DAY]],
  [
    'the run that goes on is level at what it needs',
    [DAY, AGAIN, AGAIN, Array.from({ length: 121 }, () => 400).join(' ')],
  ],
  ['the runs before were killed as late as it is old', [DOWN, DOWN, DOWN]],
  ['it goes on for minutes only', [DAY, AGAIN, AGAIN, '400 300 200 120 120 120']],
  ['it comes from far below the limit', [DAY, AGAIN, AGAIN, Array.from({ length: 121 }, (_, i) => 220 - i).join(' ')]],
])('not where %s', (_why, runs) => {
  expect(passed(runs.join(' | '))).toBe(false);
});
