import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Runtime } from '../../src/metrics/catalogue.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aRun } from '../attribution/a-run.ts';
import { minute } from '../support/a-pod.ts';

interface Heap {
  readonly runtime: Runtime;
  readonly live: readonly [number, number];
  readonly committed: readonly [number, number];
  readonly max: number;
  /** What lives long may take of it, where that has a bound of its own. */
  readonly old?: number;
}

/** Two pods whose memory climbs for 100 minutes, 120 MiB of it beside what the heap has taken. */
function forecasts({ runtime, live, committed, max, old }: Heap) {
  const all = (from: number, to: number) => [from, to] as const;
  const bytes = {
    'working-set': all(committed[0] + 120, committed[1] + 120),
    rss: all(committed[0] + 120, committed[1] + 120),
    'process-rss': all(committed[0] + 120, committed[1] + 120),
    'heap-used': all(live[0] + 10, committed[1] - 10),
    'live-heap': live,
    'heap-committed': committed,
    'heap-max': max,
    ...(old === undefined ? {} : { 'live-max': old }),
  };
  const run = aRun({ after: 0, limit: 2 * max, runtime, bytes, counts: { collections: [0, 40] } });
  const rss = run.tracks.rss?.track ?? expect.fail('no rss');
  const pod = (name: string, less: number): PodMemory => ({
    pod: name,
    rss: { times: rss.times, values: rss.values.map((value) => value - less * MiB) },
    lifetimes: [run],
    restarts: 0,
    kills: [],
    limit: 2 * max * MiB,
  });
  const observation: Observation = {
    range: { from: minute(0), to: minute(100) },
    step: MINUTE,
    runtime,
    pods: [pod('api-1', 0), pod('api-2', 12)],
    chosen: 'api-1',
    measured: {},
    deploys: [],
    runs: { pod: 'api-1', runs: [run], cpus: 1, restarts: 0 },
  };
  const inHours = (name: string) => {
    const kill = rankPods(observation).find((each) => each.pod === name)?.nextKill;
    const hours = (at: number) => (at - minute(100)) / HOUR;
    return (
      kill && {
        hours: hours(kill.at),
        earliest: hours(kill.earliest),
        latest: hours(kill.latest),
        heapFull: kill.heapFull,
      }
    );
  };
  return { chosen: inHours('api-1'), other: inHours('api-2') };
}

describe.each(['jvm', 'node'] as const)('a bounded heap of %s', (runtime) => {
  test('that has taken all it may is not full while half of it is garbage', () => {
    // 60 MiB in 100 minutes: 252 MiB are left for 7 hours.
    const { chosen, other } = forecasts({ runtime, live: [200, 260], committed: [430, 512], max: 512 });
    expect(chosen?.heapFull).toBe(true);
    expect(chosen?.hours).toBeGreaterThan(5);
    expect(chosen?.hours).toBeLessThan(9);
    expect(other?.hours).toBeGreaterThan(5);
    expect(other?.hours).toBeLessThan(10);
  });

  test('is full at once where all of it lives', () => {
    const { chosen } = forecasts({ runtime, live: [330, 505], committed: [430, 512], max: 512 });
    expect(chosen?.heapFull).toBe(true);
    expect(chosen?.hours).toBeLessThan(0.5);
  });
});

describe('an old generation that has a bound of its own', () => {
  // 36 MiB an hour: the old generation has 82 MiB left (2.3 h), the whole heap 252 MiB (7 h).
  const drawn = { runtime: 'jvm', live: [200, 260], committed: [430, 512], max: 512 } as const;

  test('is full before the heap is, and what lives fills the young one then: the end lies between', () => {
    const { chosen, other } = forecasts({ ...drawn, old: 342 });
    expect(chosen?.heapFull).toBe(true);
    for (const kill of [chosen, other]) {
      expect(kill?.earliest).toBeGreaterThan(1.5);
      expect(kill?.earliest).toBeLessThan(2.5);
      expect(kill?.hours).toBeGreaterThan(4);
      expect(kill?.hours).toBeLessThan(5.5);
      expect(kill?.latest).toBeGreaterThan(7);
      expect(kill?.latest).toBeLessThan(11);
    }
  });

  test('as large as the heap, or without a bound, changes nothing', () => {
    const plain = forecasts(drawn);
    expect(forecasts({ ...drawn, old: 512 })).toEqual(plain);
    expect(forecasts({ ...drawn, old: -1 / (1024 * 1024) })).toEqual(plain);
  });
});
