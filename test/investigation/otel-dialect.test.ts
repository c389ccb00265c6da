import { describe, expect, test } from 'vitest';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import { inDialect } from '../support/in-dialect.ts';
import { otelSeries, type Server, STRATEGIES, UNPROMOTED } from '../support/otel-series.ts';
import { type Ending, player } from '../support/played-out.ts';
import { prometheusStandIn } from '../support/prometheus-stand-in.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { recordedSeries } from '../support/recorded-series.ts';

/** A recorded leak of each runtime, its own metrics as OpenTelemetry sends them; containers as the kubelet reports them, or by receivers. */
async function played(
  scenario: string,
  { receivers = false, ...server }: Server & { readonly receivers?: boolean },
  paths: string[] = [],
): Promise<Ending> {
  const evidence = recordedEvidence(scenario);
  const recorded = recordedSeries(scenario);
  const kept = recorded.filter(({ metric }) => !receivers && /^(?:container|kube)_/.test(metric));
  const sent = otelSeries(inDialect(recorded, { receivers }), server);
  await using prometheus = await prometheusStandIn([...kept, ...sent]);
  const api = prometheusApi({ url: prometheus.url });
  const metrics = prometheusMetrics({
    ...api,
    get: (call, signal) => {
      paths.push(call.path);
      return api.get(call, signal);
    },
  });
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
  test.each([
    ...STRATEGIES.map((strategy) => ({ strategy, promoted: true })),
    ...UNPROMOTED.map((strategy) => ({ strategy, promoted: false })),
  ])('ends in the same finding: $strategy, promoted: $promoted', async (server) => {
    const [classic, { investigation, conclusion }] = await Promise.all([whole(scenario), played(scenario, server)]);
    expect(investigation.runtime).toBe(runtime);
    expect(conclusion.finding.kind).toBe(classic.conclusion.finding.kind);
  });
});

test.each([true, false])(
  'a leak ends so where the collector’s receivers report the containers too: promoted %s',
  async (promoted) => {
    const strategy = 'UnderscoreEscapingWithSuffixes';
    const { conclusion } = await played('heap-leak', { strategy, promoted, receivers: true });
    expect(conclusion.finding.kind).toBe('heap-leak');
  },
);

test('which pods processes are is no reason to ask for more samples: at most 30 range queries on the wire', async () => {
  const asked = async (promoted: boolean) => {
    const paths: string[] = [];
    await played('heap-leak', { strategy: 'UnderscoreEscapingWithSuffixes', promoted }, paths);
    return paths.filter((path) => path === 'query_range').length;
  };
  const [joined, labelled] = await Promise.all([asked(false), asked(true)]);
  expect(joined).toBe(labelled);
  expect(joined).toBeLessThanOrEqual(30);
});

test('Python has no metric of its heap there: the finding says what is not measured', async () => {
  const { investigation, conclusion } = await played('python-leak', { strategy: 'UnderscoreEscapingWithSuffixes' });
  expect(investigation.runtime).toBe('python');
  expect(conclusion.gaps.map(({ missing, fix }) => `${missing} ${fix}`).join('\n')).toContain('tracemalloc');
});
