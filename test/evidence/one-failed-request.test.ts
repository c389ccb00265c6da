import { describe, expect, test } from 'vitest';
import type { MetricsSource } from '../../src/evidence/ports.ts';
import { UnavailableError } from '../../src/foundation/errors.ts';
import { type Ending, player, type Stage } from '../support/played-out.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { onPostgres } from '../support/test-database.ts';

const refused = (metric: string) =>
  new UnavailableError(`Prometheus at http://p could not execute ${metric}: too many samples`, { retryable: false });

/** The source of a stage that counts what it is asked, metric by metric or many at once, and refuses what it is to refuse. */
function refusing(source: MetricsSource, refuses: (metrics: string, number: number) => boolean, together = false) {
  const asked: string[] = [];
  const refusal = (metrics: readonly string[]) => {
    asked.push(metrics.join(' '));
    return refuses(metrics.join(' '), asked.length - 1);
  };
  const one: MetricsSource = {
    name: source.name,
    series: (query, signal) =>
      refusal([query.metric]) ? Promise.reject(refused(query.metric)) : source.series(query, signal),
  };
  const many: MetricsSource['many'] = async ({ metrics, ...query }, signal) => {
    if (refusal(metrics)) throw refused(metrics.join(', '));
    return (await Promise.all(metrics.map((metric) => source.series({ ...query, metric }, signal)))).flat();
  };
  return { metrics: together ? { ...one, many } : one, asked };
}

function stageOf(scenario: string): Stage {
  const evidence = recordedEvidence(scenario);
  return { ...evidence, now: evidence.end };
}

const gapsOf = ({ conclusion }: Ending) => conclusion.gaps.map(({ missing }) => missing).join('\n');

test.each([
  ['heap-leak', 'metric by metric'],
  ['heap-leak', 'many metrics at once'],
  ['load-driven', 'many metrics at once'],
  ['goroutine-leak', 'many metrics at once'],
] as const)(
  '%s, asked %s: one refused request, in turn each of them, leaves the finding or a gap that names the metric',
  async (scenario, how) => {
    const { play } = player();
    const stage = stageOf(scenario);
    const together = how === 'many metrics at once';
    const counted = refusing(stage.metrics, () => false, together);
    const whole = await play({ ...stage, metrics: counted.metrics });
    // Fewer would be no whole investigation, and the loop below would prove little.
    expect(counted.asked.length).toBeGreaterThan(together ? 10 : 30);
    for (const number of counted.asked.keys()) {
      const one = refusing(stage.metrics, (_metrics, at) => at === number, together);
      const ending = await play({ ...stage, metrics: one.metrics });
      const metric = one.asked[number] ?? '';
      const { kind, title } = ending.conclusion.finding;
      const said = `request ${number} for ${metric}: ${title}\n${gapsOf(ending)}`;
      if (kind === whole.conclusion.finding.kind) continue;
      expect(gapsOf(ending), said).toContain(metric);
      expect(kind, said).not.toBe('not-enough-data');
    }
  },
  // Each play has a store of its own.
  onPostgres() ? 480_000 : 120_000,
);

test.each(['heap-leak', 'load-driven'])(
  '%s: one metric that is always refused is a gap with its reason',
  async (scenario) => {
    const metric = 'kube_pod_container_status_restarts_total';
    const stage = stageOf(scenario);
    const one = refusing(stage.metrics, (asked) => asked === metric);
    const ending = await player().play({ ...stage, metrics: one.metrics });
    expect(gapsOf(ending)).toContain(
      `The metric ${metric} could not be read: Prometheus at http://p could not execute`,
    );
    expect(gapsOf(ending)).not.toContain('No metric shows');
    expect(ending.conclusion.finding.kind).not.toBe('not-enough-data');
  },
);

describe.each(['metric by metric', 'many metrics at once'] as const)('all of an exporter refused, asked %s', (how) => {
  test.each([
    ['heap-leak', /^kube_/, 'heap-leak'],
    ['goroutine-leak', /^kube_/, 'goroutine-leak'],
    ['heap-leak', /^container_(?!memory_rss)/, 'heap-leak'],
  ] as const)('%s without %s is still found, and the report names what is missing', async (scenario, family, kind) => {
    const stage = stageOf(scenario);
    const without = (metrics: string) => metrics.split(' ').some((metric) => family.test(metric));
    const { metrics, asked } = refusing(stage.metrics, without, how === 'many metrics at once');
    const ending = await player().play({ ...stage, metrics });
    expect(ending.conclusion.finding.kind).toBe(kind);
    const failed = new Set(asked.flatMap((one) => one.split(' ')).filter((metric) => family.test(metric)));
    expect(failed.size).toBeGreaterThan(4);
    expect(gapsOf(ending)).toMatch(/\d+ metrics could not be read \(.*; the first: Prometheus at http:\/\/p could not/);
    expect(ending.conclusion.gaps.filter(({ missing }) => missing.includes('could not be read')).length).toBeLessThan(
      4,
    );
  });
});

describe('a source that is down', () => {
  test('is the reason why nothing was seen, not a lack of metrics', async () => {
    const stage = stageOf('heap-leak');
    const down = refusing(stage.metrics, () => true);
    const { investigation } = await player()
      .play({ ...stage, metrics: down.metrics })
      .then(
        (ending) => ending,
        (error: unknown) => ({ investigation: String(error) }),
      );
    expect(JSON.stringify(investigation)).toContain('could not execute');
    expect(JSON.stringify(investigation)).not.toContain('has no memory of');
  });
});

describe('an answer in part', () => {
  test('is a gap of the report, once', async () => {
    const stage = stageOf('heap-leak');
    const metrics: MetricsSource = {
      name: 'Prometheus at http://p',
      series(query, signal, onPartial) {
        if (query.metric.startsWith('kube_')) onPartial?.('store thanos-store-1 did not answer');
        return stage.metrics.series(query, signal);
      },
    };
    const ending = await player().play({ ...stage, metrics });
    const gaps = ending.conclusion.gaps.filter(({ missing }) => missing.includes('only in part'));
    expect(gaps.map(({ missing }) => missing)).toEqual([
      'Prometheus at http://p answered only in part (store thanos-store-1 did not answer): pods and samples may be missing from the figures.',
    ]);
    expect(ending.conclusion.finding.kind).toBe('heap-leak');
  });
});
