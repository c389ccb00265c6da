import type { Observation } from '../../src/diagnosis/observation.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import { buildInfoMetrics, deploysOf } from '../../src/metrics/deploys.ts';
import { type Measured, measuredOf } from '../../src/metrics/measured.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { typicalStep } from '../../src/metrics/track.ts';
import { playbookFor } from '../../src/playbook/playbook.ts';
import { answerFrom, recordedSeries } from '../support/recorded-series.ts';

const SELECTOR = [
  { label: 'namespace', op: '=', value: 'prod' },
  { label: 'container', op: '=', value: 'markets-api' },
] as const;

/** What Leakbot sees of a lab recording; quantities are of `chosen`. */
export function recordedObservation(scenario: string, chosen?: string): Observation {
  const all = recordedSeries(scenario);
  const series = (quantity: Quantity) => answerFrom(all, quantity, SELECTOR)?.series ?? [];
  const rss = series('rss');
  const from = Math.min(...rss.map((one) => one.times[0] ?? Number.POSITIVE_INFINITY));
  const to = Math.max(...rss.map((one) => one.times.at(-1) ?? 0));
  const pods = podMemoryOf(
    {
      rss,
      limit: series('memory-limit'),
      restarts: series('restarts'),
      startTime: series('start-time'),
      terminatedReason: series('terminated-reason'),
      lastTerminated: series('last-terminated'),
    },
    { from, to },
    { container: 'markets-api' },
  );
  const measured: Partial<Record<Quantity, Measured>> = {};
  for (const quantity of new Set(playbookFor('go').steps.flatMap((step) => step.needs))) {
    const answer = answerFrom(all, quantity, SELECTOR);
    const own = answer && chosen !== undefined ? measuredOf(answer.request, answer.series, chosen) : undefined;
    if (own !== undefined) measured[quantity] = own;
  }
  const builds = buildInfoMetrics('markets-api').map((metric) => all.filter((one) => one.metric === metric));
  return {
    range: { from, to },
    step: typicalStep(rss[0] ?? { times: new Float64Array(), values: new Float64Array() }),
    runtime: 'go',
    pods,
    chosen,
    measured,
    deploys: deploysOf(builds.find((found) => found.length > 0) ?? []),
  };
}
