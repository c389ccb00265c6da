import { expect, test } from 'vitest';
import { heapFillOf } from '../../src/diagnosis/heap-fill.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { aRun } from '../attribution/a-run.ts';
import { minute } from '../support/a-pod.ts';

const LIMIT = 512 * MiB;

/** Runs whose live heap takes the place of garbage, each of so many minutes; the last goes on. */
function observed(...minutes: readonly number[]): Observation {
  const starts = minutes.map((_, i) => minutes.slice(0, i).reduce((sum, own) => sum + own + 1, 0));
  const runs = minutes.map((own, i) =>
    aRun({
      runtime: 'jvm',
      minutes: own,
      after: starts[i] ?? 0,
      limit: 512,
      end: i === minutes.length - 1 ? 'running' : 'restarted',
      bytes: {
        'working-set': [400, 405],
        rss: [400, 405],
        'process-rss': [400, 405],
        'heap-used': [250, 255],
        'live-heap': [60, 60 + 1.8 * own],
        'heap-committed': [260, 262],
      },
      counts: { collections: [0, 40] },
    }),
  );
  const end = (starts.at(-1) ?? 0) + (minutes.at(-1) ?? 0);
  return {
    range: { from: minute(0), to: minute(end) },
    step: 60_000,
    runtime: 'jvm',
    pods: [
      {
        pod: 'api-1',
        rss: { times: new Float64Array(), values: new Float64Array() },
        lifetimes: runs,
        restarts: runs.length - 1,
        kills: [],
        limit: LIMIT,
      },
    ],
    chosen: 'api-1',
    measured: {},
    deploys: [],
    runs: { pod: 'api-1', runs, cpus: 1, restarts: runs.length - 1 },
  };
}

test.each([[[100]], [[100, 100]], [[60, 100]]])(
  'runs of %j minutes: the live heap of the one that goes on fills its bound',
  (minutes) => {
    const fill = heapFillOf(observed(...minutes), LIMIT);
    expect(fill?.since).toBeGreaterThan(minute(minutes.reduce((sum, own) => sum + own + 1, -4)));
    // 1.8 MiB a minute.
    expect((fill?.perHour ?? 0) / MiB).toBeCloseTo(108, 0);
  },
);

test.each([[[100, 4]], [[100, 90, 6]]])(
  'after runs of %j minutes that of the one that ended is no forecast',
  (minutes) => {
    expect(heapFillOf(observed(...minutes), LIMIT)).toBeUndefined();
  },
);
