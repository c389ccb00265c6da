import { expect, test } from 'vitest';
import { narrowWording } from '../../src/diagnosis/narrow-wording.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { aPod, minute } from '../support/a-pod.ts';

const observe = (pod: ReturnType<typeof aPod>) => ({
  range: { from: minute(0), to: minute(30) },
  step: MINUTE,
  pods: [pod],
  chosen: 'api-1',
  measured: {},
  deploys: [],
});

/** Thirty minutes of a law of the minute, in MiB. */
function headline(law: (at: number) => number): string {
  const memory = aPod('api-1', { rss: Array.from({ length: 31 }, (_, i) => law(i)).join(' '), limit: 500 });
  return narrowWording(observe(memory), { name: 'x2x', memory, narrow: { perHour: 20 * MiB } }).headline;
}

test('a rise that slows says what of it came late, and a steady one does not', () => {
  expect(headline((at) => 20 + 150 * (1 - Math.exp(-at / 4)))).toMatch(
    /in 30 min, [\d.]+ MiB of it in the last 15 min/,
  );
  expect(headline((at) => 80 + 90 * (1 - Math.exp(-at / 8)))).toMatch(/in 30 min, [\d.]+ MiB of it in the last 15 min/);
  expect(headline((at) => 20 + 5 * at)).toMatch(/in 30 min, which is too short/);
});

test('of many samples in few minutes the minutes are what is too little', () => {
  const seconds = Array.from({ length: 80 }, (_, i) => [minute(0) + i * 3000, (60 + i / 2) * MiB] as const);
  const pod = {
    ...aPod('api-1', { rss: '60' }),
    rss: trackOf(seconds),
    lifetimes: [{ from: minute(0), to: minute(4), end: 'running' as const, startSeen: true }],
  };
  const said = judgeRssGrowing({ ...observe(pod), range: { from: minute(0), to: minute(4) } }).headline;
  expect(said).not.toMatch(/samples/);
  const few = judgeRssGrowing(observe(aPod('api-1', { rss: '60 62 61 65' }))).headline;
  expect(few).toMatch(/^Too little to say about \S+: 4 samples in this window/);
});
