import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { provenAfterSteps, stairsIn, stairsLine } from '../../src/diagnosis/stairs-said.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
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
  const [three = ''] = stairsLine({ steps: 4, at: [], each: 30 * MiB, period: 3 * HOUR, minute: 2, share: 0.9 });
  expect(three).toMatch(/about 30 MiB near minute 2 of an hour, each 3 h \(4 steps, 90 % of the growth\)/);
  const [none = ''] = stairsLine({ steps: 4, at: [], each: 30 * MiB, period: 50 * MINUTE, share: 0.9 });
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

describe('steps that come with the collections', () => {
  /** What lives, shown as of the last of the collections that come at these minutes. */
  const seenAt = (live: (at: number) => number, collections: readonly number[]) => (at: number) =>
    live(collections.findLast((each) => each <= at) ?? 0);
  const each = (period: number, first = 17) =>
    Array.from({ length: Math.ceil((600 - first) / period) }, (_, i) => first + i * period);

  function jvm(
    live: (at: number) => number,
    collections: readonly number[],
    beside: (at: number) => number,
  ): Observation {
    const left = seenAt(live, collections);
    const track = trackOf(Array.from({ length: 600 }, (_, i) => [minute(i), left(i) * MiB] as const));
    return {
      ...observed((at) => beside(at) + left(at)),
      runtime: 'jvm',
      measured: { 'live-heap': { track, metric: 'jvm_gc_live_data_size_bytes', reading: 'value' } },
    };
  }

  const even = (at: number) => 90 + 0.25 * at;
  const hourlyJob = (at: number) => 90 + 14 * Math.floor((at + 43) / 60);

  test.each([60, 45, 90])('every %i min are the collector’s, however evenly it leaks', (period) => {
    expect(
      stairsIn(
        jvm(even, each(period), () => 0),
        'heap-leak',
      ),
    ).toBeUndefined();
  });

  test('are the collector’s where the heap takes its room then, whatever grows', () => {
    const room = (at: number) => 40 + 11 * Math.floor((at + 43) / 60);
    expect(stairsIn(jvm(even, each(60), room), 'native-growth')).toBeUndefined();
  });

  test('are a job’s where collections between them leave the level', () => {
    const wobbles = (at: number) => hourlyJob(at) + (at % 7) / 20;
    const stairs = stairsIn(
      jvm(wobbles, each(8, 3), () => 20),
      'heap-leak',
    );
    expect(stairs).toMatchObject({ steps: 10 });
  });

  test('are a job’s where no collection comes with them', () => {
    const beside = (at: number) => hourlyJob(at) + (at % 3) / 2;
    expect(
      stairsIn(
        jvm(() => 20, each(50, 40), beside),
        'native-growth',
      ),
    ).toMatchObject({ steps: 10 });
  });
});
