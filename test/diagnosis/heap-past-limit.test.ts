import { expect, test } from 'vitest';
import { judgeHeapPastLimit } from '../../src/diagnosis/heap-past-limit.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';
import { leakingService, tooth, track, withMeasured, withRuns } from './go-case.ts';

/**
 * A JVM whose memory climbs 62 MiB/h from 232 MiB in runs of 4.5 h, the last 1.5 h old, under a limit of 512 MiB; of it the
 * live heap climbs by `perHour` from 80 MiB, in a heap of which 40 MiB are free.
 */
function jvm({ max, perHour }: { readonly max: number; readonly perHour: number }): Observation {
  const rising = (from: number) => track((hour) => (from + perHour * tooth(hour, 4.5)) * MiB);
  return withRuns(
    withMeasured(
      { ...leakingService(), runtime: 'jvm' },
      {
        'live-heap': rising(80),
        'heap-used': rising(85),
        'heap-committed': rising(120),
        'heap-max': track(() => max * MiB),
      },
    ),
  );
}

test('what may lie beside the heap at most is no less than what lies there', () => {
  // Beside the heap lie 112 MiB at each start and, with 2 MiB/h of heap in 62, 112 + 60 × 1.5 = 202 MiB now.
  const { answer, headline } = judgeHeapPastLimit(jvm({ max: 150, perHour: 2 }));
  expect(answer).toBe('no');
  expect(headline).toMatch(
    /^The heap may take 150 MiB, and memory outside it is at 20\d MiB \(usually 1\d\d MiB\): together that fits into the limit of 512 MiB\.$/,
  );
});

test('where what lies beside the heap leaves no room for its maximum, the heap is not what may pass the limit', () => {
  // 420 − 60 = 360 MiB beside the heap: with 250 MiB more than 512. Usual is 100 − 60 = 40, and at least a tenth of the limit.
  const observation: Observation = {
    range: { from: T0, to: minute(6) },
    step: MINUTE,
    runtime: 'jvm',
    pods: [aPod('api', { rss: '100 100 100 100 100 300 420', limit: 512 })],
    chosen: 'api',
    measured: {},
    deploys: [],
  };
  const at = (mib: number) => trackOf([0, 1, 2, 3, 4, 5, 6].map((i) => [minute(i), mib * MiB]));
  const { answer, headline } = judgeHeapPastLimit(
    withMeasured(observation, { 'heap-committed': at(60), 'heap-max': at(250) }),
  );
  expect(answer).toBe('no');
  expect(headline).toBe(
    'The heap may take 250 MiB, which fits into the limit of 512 MiB by itself; but memory outside it is at 360 MiB (usually 51.2 MiB), and together that is more than the limit.',
  );
});
