import { runsOfPod } from '../../src/attribution/runs-of-pod.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import type { Measured } from '../../src/metrics/measured.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { type Series, type Track, trackOf } from '../../src/metrics/series.ts';

export const NOW = Date.UTC(2026, 10, 23, 10);
export const RANGE = { from: NOW - 24 * HOUR, to: NOW };
export const STEP = 2 * MINUTE;

/** A track over the last 24 hours, from a law of the hour, with a little reproducible noise. */
export function track(law: (hour: number) => number, noise = 0): Track {
  const points: [number, number][] = [];
  for (let time = RANGE.from; time <= NOW; time += STEP) {
    const hour = (time - RANGE.from) / HOUR;
    points.push([time, law(hour) + noise * Math.sin(time / 100_003) * Math.cos(time / 77_003)]);
  }
  return trackOf(points);
}

export function series(metric: string, labels: Record<string, string>, values: Track): Series {
  return { metric, labels, ...values };
}

/** Age within a tooth of `period` hours. */
export const tooth = (hour: number, period: number) => hour % period;

const PERIOD = 4.5;

/** Six pods: x2x climbs 62 MiB/h from 232 MiB and is killed at 512 MiB every 4.5 h; five others are flat. */
export function leakingService(): Observation {
  const bad = 'markets-api-7d9f-x2x';
  const pods = [
    'markets-api-7d9f-k7p',
    'markets-api-7d9f-a1b',
    'markets-api-7d9f-c3d',
    'markets-api-7d9f-e5f',
    'markets-api-7d9f-g8h',
  ];
  const rss = track((hour) => (232 + 62 * tooth(hour, PERIOD)) * MiB, 3 * MiB);
  return {
    range: RANGE,
    step: STEP,
    runtime: 'go',
    pods: podMemoryOf(
      {
        rss: [
          series('container_memory_rss', { pod: bad }, rss),
          ...pods.map((pod, i) =>
            series(
              'container_memory_rss',
              { pod },
              track(() => (205 + 5 * i) * MiB, 4 * MiB),
            ),
          ),
        ],
        restarts: [
          series(
            'restarts',
            { pod: bad },
            track((hour) => Math.floor(hour / PERIOD)),
          ),
        ],
        terminatedReason: [
          series(
            'reason',
            { pod: bad },
            track((hour) => (hour >= PERIOD ? 1 : 0)),
          ),
        ],
      },
      RANGE,
      { limit: 512 * MiB },
    ),
    chosen: bad,
    measured: {},
    deploys: [],
  };
}

/** The same with every run of the chosen pod's container, cut from what was measured of it. */
export function withRuns(observation: Observation): Observation {
  const pod = observation.pods.find(({ pod: name }) => name === observation.chosen);
  if (pod === undefined) throw new Error('no pod is chosen');
  const answer = (metric: string, own: Track, reading: Measured['reading'] = 'value') => ({
    metric: { metric, exporter: 'process' as const, matchers: [], reading, aggregate: 'last' as const },
    series: [series(metric, { pod: pod.pod }, own)],
  });
  const measured = Object.entries(observation.measured).map(
    ([quantity, { metric, track: own, reading }]) => [quantity, answer(metric, own, reading)] as const,
  );
  const runs = runsOfPod({
    pod: pod.pod,
    range: observation.range,
    runtime: observation.runtime ?? 'unknown',
    lifetimes: pod.lifetimes,
    restarts: pod.restarts,
    answers: { rss: answer('container_memory_rss', pod.rss), ...Object.fromEntries(measured) },
    siblings: {},
    builds: [],
    limit: pod.limit,
  });
  return { ...observation, runs };
}

/** What of the 62 MiB/h that the chosen pod climbs its parts gain, in MiB/h; the rest lies outside Go. */
interface GrowingParts {
  readonly heap?: number;
  readonly stacks?: number;
  /** Heap that is free or garbage, and resident. */
  readonly unused?: number;
  /** Goroutines an hour. */
  readonly goroutines?: number;
}

/** The leaking service with all that a Go process reports, accounted for. */
export function leakingIn({ heap = 0, stacks = 0, unused = 0, goroutines = 0 }: GrowingParts): Observation {
  const rising = (from: number, perHour: number, unit = MiB) =>
    track((hour) => (from + perHour * tooth(hour, PERIOD)) * unit);
  return withRuns(
    withMeasured(leakingService(), {
      'live-heap': rising(80, heap),
      'heap-inuse': rising(100, heap),
      'heap-idle': rising(20, unused),
      'heap-released': rising(10, 0),
      stacks: rising(4, stacks),
      'runtime-sys': rising(140, heap + stacks + unused),
      goroutines: rising(60, goroutines, 1),
    }),
  );
}

export function withMeasured(
  observation: Observation,
  tracks: Partial<Record<Quantity, Track>>,
  reading: Measured['reading'] = 'value',
): Observation {
  const measured = Object.fromEntries(
    Object.entries(tracks).map(([quantity, values]) => [
      quantity,
      { track: values, metric: `metric_of_${quantity}`, reading },
    ]),
  );
  return { ...observation, measured: { ...observation.measured, ...measured } };
}
