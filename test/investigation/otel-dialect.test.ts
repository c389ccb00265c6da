import { describe, expect, test } from 'vitest';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import { inDialect } from '../support/in-dialect.ts';
import { otelSeries, STRATEGIES } from '../support/otel-series.ts';
import { type Ending, player } from '../support/played-out.ts';
import { prometheusStandIn } from '../support/prometheus-stand-in.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { recordedSeries } from '../support/recorded-series.ts';

/** A recorded leak of each runtime, its own metrics as OpenTelemetry sends them; containers as the kubelet reports them, or by receivers. */
async function played(
  scenario: string,
  { strategy, receivers = false }: { strategy: (typeof STRATEGIES)[number]; receivers?: boolean },
): Promise<Ending> {
  const evidence = recordedEvidence(scenario);
  const recorded = recordedSeries(scenario);
  const kept = recorded.filter(({ metric }) => !receivers && /^(?:container|kube)_/.test(metric));
  await using server = await prometheusStandIn([...kept, ...otelSeries(inDialect(recorded, { receivers }), strategy)]);
  const metrics = prometheusMetrics(prometheusApi({ url: server.url }));
  const service = { ...evidence.service, runtime: undefined };
  return await player().play({ ...evidence, service, now: evidence.end, metrics });
}

const whole = (scenario: string) => {
  const evidence = recordedEvidence(scenario);
  return player().play({ ...evidence, now: evidence.end });
};

describe.each([
  ['heap-leak', 'go'],
  ['jvm-heap-leak', 'jvm'],
  ['node-listener-leak', 'node'],
] as const)('%s reported by OpenTelemetry', (scenario, runtime) => {
  test.each(STRATEGIES)('ends in the same finding: %s', async (strategy) => {
    const [classic, { investigation, conclusion }] = await Promise.all([
      whole(scenario),
      played(scenario, { strategy }),
    ]);
    expect(investigation.runtime).toBe(runtime);
    expect(conclusion.finding.kind).toBe(classic.conclusion.finding.kind);
  });
});

test('a leak ends so where the collector’s receivers report the containers too', async () => {
  const strategy = 'UnderscoreEscapingWithSuffixes';
  const { conclusion } = await played('heap-leak', { strategy, receivers: true });
  expect(conclusion.finding.kind).toBe('heap-leak');
});

test('Python has no metric of its heap there: the finding says what is not measured', async () => {
  const { investigation, conclusion } = await played('python-leak', { strategy: 'UnderscoreEscapingWithSuffixes' });
  expect(investigation.runtime).toBe('python');
  expect(conclusion.gaps.map(({ missing, fix }) => `${missing} ${fix}`).join('\n')).toContain('tracemalloc');
});
