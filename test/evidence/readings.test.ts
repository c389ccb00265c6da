import { expect, test } from 'vitest';
import { measure } from '../../src/evidence/asking.ts';
import type { MetricsSource } from '../../src/evidence/ports.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { UnavailableError } from '../../src/foundation/errors.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { type ManyMetricsQuery, type MetricsQuery, type Series, trackOf } from '../../src/metrics/series.ts';
import type { Quantity } from '../../src/runtime/candidate.ts';

const labels = { namespace: 'prod', container: 'api', pod: 'api-0' };
const one = (metric: string, more: Record<string, string> = {}): Series => ({
  metric,
  labels: { ...labels, ...more },
  ...trackOf([[HOUR, 7]]),
});

/** A source that notes what it is asked, and answers whatever the matchers say. */
function noting(series: readonly Series[], refuse: (query: ManyMetricsQuery) => boolean = () => false) {
  const asked: string[] = [];
  const source: MetricsSource = {
    name: 'a source',
    series: async ({ metric }: MetricsQuery) => {
      asked.push(metric);
      return series.filter((each) => each.metric === metric);
    },
    many: async (query) => {
      asked.push(`${query.metrics.length > 1 ? 'family' : query.metrics[0]}`);
      if (refuse(query)) throw new UnavailableError('too many series', { retryable: false });
      return series.filter((each) => query.metrics.includes(each.metric));
    },
  };
  return { source, asked };
}

const service = {
  workload: { namespace: 'prod', name: 'api', container: 'api' },
  selector: [
    { label: 'namespace', op: '=', value: 'prod' },
    { label: 'container', op: '=', value: 'api' },
  ],
  targets: [],
  metricsPath: '/metrics',
  pprofPath: '/debug/pprof',
} as const;

function question(signal = new AbortController().signal) {
  return { service, runtime: 'go', range: { from: 0, to: 2 * HOUR }, signal, pod: 'api-0', named: true } as const;
}

const OF_GO: readonly Quantity[] = ['goroutines', 'heap-inuse', 'heap-idle', 'stacks', 'gogc', 'gomemlimit'];

test('quantities that one exporter reports alike are read in one request', async () => {
  const { source, asked } = noting([one('go_goroutines'), one('go_memstats_heap_inuse_bytes')]);
  const readings = new Readings(source);
  const found = await Promise.all(OF_GO.map((quantity) => measure(readings, quantity, question())));
  expect(found.map((each) => each?.request.metric)).toEqual([
    'go_goroutines',
    'go_memstats_heap_inuse_bytes',
    ...[undefined, undefined, undefined, undefined],
  ]);
  // Once with the container's label, once without it for those that were not found; not one request a quantity.
  expect(asked).toEqual(['family', 'family']);
});

test('the conditions of one metric hold for it alone', async () => {
  const pools = [
    one('jvm_memory_used_bytes', { area: 'heap', id: 'G1 Old Gen' }),
    one('jvm_memory_used_bytes', { id: 'Metaspace' }),
  ];
  const { source } = noting(pools);
  const answer = await measure(new Readings(source), 'metaspace', { ...question(), runtime: 'jvm' });
  expect(answer?.series.map((each) => each.labels['id'])).toEqual(['Metaspace']);
});

test('what the source refuses for a family is asked for metric by metric', async () => {
  const { source, asked } = noting([one('go_goroutines')], () => true);
  const answer = await measure(new Readings(source), 'goroutines', question());
  expect(answer?.request.metric).toBe('go_goroutines');
  expect(asked).toEqual(['family', 'go_goroutines']);
});

test('an investigation that was stopped asks no further', async () => {
  const stop = new AbortController();
  const { source, asked } = noting([], () => {
    stop.abort();
    return true;
  });
  await expect(measure(new Readings(source), 'goroutines', question(stop.signal))).rejects.toThrow('aborted');
  expect(asked).toEqual(['family']);
});
