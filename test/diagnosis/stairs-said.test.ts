import { expect, test } from 'vitest';
import { provenAfterSteps, stairsIn, stairsLine } from '../../src/diagnosis/stairs-said.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { aPod, minute } from '../support/a-pod.ts';

/** Ten hours of memory, one sample a minute from 10:00. */
function observed(law: (at: number) => number) {
  const pod = aPod('api-1', { rss: Array.from({ length: 600 }, (_, i) => law(i)).join(' ') });
  const range = { from: minute(0), to: minute(599) };
  return { range, step: MINUTE, pods: [pod], chosen: 'api-1', measured: {}, deploys: [] };
}

const hourly = observed((at) => 90 + 14 * Math.floor((at + 43) / 60) + (at % 3) / 2);
const proof = '30 min after the fix the live heap is level at the same traffic.';

test('a leak in steps has its clock said, and a proof that outlasts two of them', () => {
  const stairs = stairsIn(hourly, 'heap-leak');
  expect(stairsLine(stairs)).toEqual([
    'It grows in steps, and is level between them: about 14 MiB near minute 17 of each hour (10 steps, 100 % of the growth). Look for what runs then: a reload of settings, a timer, a scheduled job.',
  ]);
  expect(provenAfterSteps({ steps: [], proof }, stairs).proof).toBe(
    '2 h after the fix (2 of its steps) the live heap is level at the same traffic.',
  );
});

test('steps of three hours, and of no clock', () => {
  const [three = ''] = stairsLine({ steps: 4, each: 30 * MiB, period: 3 * HOUR, minute: 2, share: 0.9 });
  expect(three).toMatch(/about 30 MiB near minute 2 of an hour, each 3 h \(4 steps, 90 % of the growth\)/);
  const [none = ''] = stairsLine({ steps: 4, each: 30 * MiB, period: 50 * MINUTE, share: 0.9 });
  expect(none).toMatch(/about 30 MiB each 50 min \(/);
});

test('a slope keeps its proof and has no steps; what does not grow has none either', () => {
  const slope = stairsIn(
    observed((at) => 90 + at / 4),
    'heap-leak',
  );
  expect(slope).toBeUndefined();
  expect(stairsLine(slope)).toEqual([]);
  expect(provenAfterSteps({ steps: [], proof }, slope).proof).toBe(proof);
  expect(stairsIn(hourly, 'no-growth')).toBeUndefined();
});
