import { expect, test } from 'vitest';
import { containerToLookAt, standingOf } from '../../src/diagnosis/containers.ts';
import { podContainers } from '../../src/evidence/pod-containers.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { seriesSource } from '../support/series-source.ts';

const range = { from: 0, to: 4 * HOUR };
const service = {
  workload: { namespace: 'prod', name: 'api', container: 'app' },
  selector: [
    { label: 'namespace', op: '=', value: 'prod' },
    { label: 'pod', op: '=~', value: 'api-.*' },
    { label: 'container', op: '=', value: 'app' },
  ],
  targets: [],
  metricsPath: '/metrics',
  pprofPath: '/debug/pprof',
} as const;

/** MiB at the start and the end of four hours, a straight line between. */
function line(container: string, metric: string, [from, to]: readonly [number, number]): Series {
  const minutes = [...Array(240).keys()];
  return {
    metric: `container_memory_${metric}`,
    labels: {
      namespace: 'prod',
      pod: 'api-7c9f8d6b5-x2kqd',
      container,
      image: 'registry/image:1',
      id: `/${container}`,
    },
    ...trackOf(minutes.map((i) => [(i + 1) * MINUTE, (from + ((to - from) * i) / 239) * MiB])),
  };
}

async function lookedAt(...series: readonly Series[]): Promise<string | undefined> {
  const signal = new AbortController().signal;
  const found = await podContainers(new Readings(seriesSource('a source', series)), { service, range, signal });
  return containerToLookAt(
    found.map(({ container, pods }) => standingOf(container, pods)),
    'app',
  );
}

const app = [line('app', 'rss', [80, 80]), line('app', 'working_set_bytes', [90, 90])];

test('a container whose files in memory grow is looked at, whatever its RSS does', async () => {
  const files = [line('side', 'rss', [20, 20]), line('side', 'working_set_bytes', [30, 240])];
  expect(await lookedAt(...app, ...files)).toBe('side');
});

test('so is one of which only the working set is known', async () => {
  expect(await lookedAt(...app, line('side', 'working_set_bytes', [30, 240]))).toBe('side');
});

test('page cache draws no attention', async () => {
  const cached = [
    line('side', 'rss', [20, 20]),
    line('side', 'working_set_bytes', [30, 240]),
    line('side', 'total_active_file_bytes', [10, 220]),
  ];
  expect(await lookedAt(...app, ...cached)).toBe('app');
});
