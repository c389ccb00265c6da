import { expect, test } from 'vitest';
import { prometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { prometheusMetrics } from '../../../src/adapters/prometheus/metrics-source.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { type PrometheusOptions, prometheusStandIn } from '../../support/prometheus-stand-in.ts';

const QUERY = { metric: 'up', matchers: [], range: { from: 0, to: HOUR }, step: MINUTE, aggregate: 'last' } as const;

/** Why answers of such a server lack a part. */
async function lacks(options: PrometheusOptions): Promise<readonly string[]> {
  await using server = await prometheusStandIn([], {}, options);
  const heard: string[] = [];
  await prometheusMetrics(prometheusApi({ url: server.url })).series(QUERY, undefined, (why) => heard.push(why));
  return heard;
}

test.each<[string, PrometheusOptions, readonly string[]]>([
  ['Prometheus lacks nothing', {}, []],
  ['VictoriaMetrics says that all of its storage nodes answered', { isPartial: false }, []],
  [
    'VictoriaMetrics’ cluster version says that some did not',
    { isPartial: true },
    ['some of its storage nodes did not answer'],
  ],
  [
    'Thanos names the store that did not answer',
    { warnings: ['receive series from store-1: deadline exceeded', 'a second one'] },
    ['receive series from store-1: deadline exceeded'],
  ],
  [
    'a remark of Prometheus on the query is no lack',
    { warnings: ['PromQL warning: bucket label "le" is missing or has a malformed value'] },
    [],
  ],
])('%s', async (_, options, expected) => {
  expect(await lacks(options)).toEqual(expected);
});

test('what is warned of with every answer is handed on once', async () => {
  const warnings = ['store-1: deadline exceeded', 'store-2: no such host'];
  await using server = await prometheusStandIn([], {}, { warnings });
  const warned: string[] = [];
  const source = prometheusMetrics(prometheusApi({ url: server.url, onWarning: (warning) => warned.push(warning) }));
  for (let time = 0; time < 5; time += 1) await source.series(QUERY);
  expect(warned.map((warning) => warning.replace(/^.*?(?=store)/, ''))).toEqual(warnings);
});
