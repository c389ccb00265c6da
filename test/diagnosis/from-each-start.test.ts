import { expect, test } from 'vitest';
import { fromEachStart } from '../../src/diagnosis/from-each-start.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { aPod, minute } from '../support/a-pod.ts';

const LEVEL = Array.from({ length: 60 }, () => '100').join(' ');
const CLIMB = '100 200 300 400 500';
const JUMP = '100 100 100 100 500';

function seen(...runs: readonly string[]) {
  const pod = aPod('parser-0', { rss: [...runs, '100'].join(' | '), limit: 512 });
  return fromEachStart(pod.rss, pod);
}

test('runs that climb all along are no flat ones, whatever was before them', () => {
  expect(seen(LEVEL, CLIMB, CLIMB, CLIMB)).toEqual({
    runs: 3,
    since: minute(60),
    climb: { from: 100 * MiB, to: 500 * MiB },
    within: 4 * MINUTE,
  });
});

test.each([
  ['memory jumps at the end of each', [JUMP, JUMP, JUMP]],
  ['most of them jump', [CLIMB, CLIMB, CLIMB, JUMP, JUMP, JUMP]],
  ['there are two of them', [LEVEL, CLIMB, CLIMB]],
  ['they hardly rise', ['400 420 450 480 500', '400 420 450 480 500', '400 420 450 480 500']],
])('none where %s', (_why, runs) => {
  expect(seen(...runs)).toBeUndefined();
});

test('runs that were hardly sampled show no level between their kills', () => {
  expect(seen(LEVEL, '100 500', '100 500', '100 500')).toEqual({ runs: 3, since: minute(60), within: MINUTE });
});
