import { expect, test } from 'vitest';
import { beforeAWorse, type Opening, type SentAlert } from '../../scripts/bench/storm-openings.ts';

/** Alerts of a workload, each on its way for ten milliseconds until it is taken. */
function alerts(name: string, ...takenAt: readonly number[]): readonly SentAlert[] {
  return takenAt.map((at) => ({ name, sentAt: at - 10, takenAt: at }));
}

function opening(at: number, ...names: readonly string[]): Opening {
  return { at, names };
}

test.each<[string, readonly Opening[], readonly SentAlert[], number]>([
  [
    'the worse one first',
    [opening(100, 'bad'), opening(200, 'mild')],
    [...alerts('mild', 50), ...alerts('bad', 50, 60)],
    0,
  ],
  [
    'the worse one second, although it was known to be worse',
    [opening(100, 'mild'), opening(200, 'bad')],
    [...alerts('mild', 50), ...alerts('bad', 50, 60)],
    1,
  ],
  [
    'the worse one second, which showed after the first was posted',
    [opening(100, 'mild'), opening(200, 'bad')],
    [...alerts('mild', 50), ...alerts('bad', 50, 150, 160)],
    0,
  ],
  [
    'the second as bad as the first',
    [opening(100, 'mild'), opening(200, 'bad')],
    [...alerts('mild', 50), ...alerts('bad', 50)],
    0,
  ],
  [
    'an alert of the first was on its way: it may have been counted',
    [opening(100, 'mild'), opening(200, 'bad')],
    [...alerts('mild', 50, 105), ...alerts('bad', 50, 60)],
    0,
  ],
  [
    'two before the worst, in whichever order they are listed',
    [opening(300, 'worst'), opening(100, 'mild'), opening(200, 'bad')],
    [...alerts('mild', 50), ...alerts('bad', 50, 60), ...alerts('worst', 50, 60, 70)],
    2,
  ],
  [
    'a digest is as bad as the worst it names',
    [opening(100, 'mild', 'bad'), opening(200, 'as-bad')],
    [...alerts('mild', 50), ...alerts('bad', 50, 60), ...alerts('as-bad', 50, 60)],
    0,
  ],
  [
    'a digest that names a worse one comes second',
    [opening(100, 'mild'), opening(200, 'milder', 'bad')],
    [...alerts('mild', 50), ...alerts('milder', 50), ...alerts('bad', 50, 60)],
    1,
  ],
])('openings before one known to be worse: %s', (_, openings, sent, count) => {
  expect(beforeAWorse(openings, sent)).toBe(count);
});
