import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { unpackSeries } from '../../scripts/lab/record/series-file.ts';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../src/adapters/prometheus/discover-services.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { type Ending, player } from '../support/played-out.ts';
import { prometheusStandIn } from '../support/prometheus-stand-in.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';

/** What a program sent by OpenTelemetry's own SDK, as Prometheus 3 stored it: see test/servers/otel-sdks. */
function sentBy(program: string): readonly Series[] {
  const file = new URL(`../fixtures/otel-sdks/${program}.json.gz`, import.meta.url);
  return unpackSeries(readFileSync(file)).map(({ labels: { __name__: metric = '', ...labels }, samples }) => ({
    metric,
    labels,
    ...trackOf(samples),
  }));
}

async function played(program: string): Promise<Ending> {
  const series = sentBy(program);
  const end = Math.max(...series.flatMap(({ times }) => times.at(-1) ?? 0));
  await using server = await prometheusStandIn(series);
  const api = prometheusApi({ url: server.url });
  const [service] = await discoverServices(api, { from: end - 3_600_000, to: end });
  if (service === undefined) throw new Error('the service is missing');
  const { comparer } = recordedEvidence();
  const profiles = {
    name: 'no profiles',
    snapshots: () => Promise.resolve([]),
    read: () => Promise.reject(new Error()),
  };
  return await player().play({ service, now: end, metrics: prometheusMetrics(api), profiles, comparer });
}

test.each([
  ['go', 'go'],
  ['node', 'node'],
  ['java', 'jvm'],
])('a leak of %s is one of the live heap, as its SDK sends it', async (program, runtime) => {
  const { investigation, conclusion } = await played(program);
  expect([investigation.runtime, conclusion.finding.kind]).toEqual([runtime, 'heap-leak']);
  expect(conclusion.finding.share).toBeGreaterThan(0.5);
  expect(conclusion.finding.evidence.join('\n')).toMatch(/live heap grew/i);
});

test('a leak of Python is seen and its part is not: the report says what would show it', async () => {
  const { investigation, conclusion } = await played('python');
  expect([investigation.runtime, conclusion.finding.kind]).toEqual(['python', 'not-enough-data']);
  expect(conclusion.finding.evidence[0]).toMatch(/growth of .* MiB/);
  expect(conclusion.gaps.map(({ missing, fix }) => `${missing} ${fix}`).join('\n')).toContain('tracemalloc');
});
