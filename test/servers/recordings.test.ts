import { describe, expect, test } from 'vitest';
import { backfilledPrometheus } from '../../scripts/bench/backfilled-prometheus.ts';
import { readRecording, scenarios } from '../../scripts/demo/recording.ts';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import type { Series } from '../../src/metrics/series.ts';
import { openMetrics, scraped } from '../support/exposition-of.ts';
import { player } from '../support/played-out.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { recordedSeries } from '../support/recorded-series.ts';
import { isMissing, PROGRAMS, post, victoriaMetrics } from './real-servers.ts';

type Filled = AsyncDisposable & { readonly url: string };

/** Servers that are given the very samples of a recording. The first is what the others are held against. */
const SERVERS: Readonly<Record<string, (series: readonly Series[]) => Promise<Filled>>> = {
  'Prometheus 2': (series) => backfilledPrometheus([openMetrics(series)]),
  'Prometheus 3': (series) => backfilledPrometheus([openMetrics(series)], PROGRAMS.Prometheus),
  VictoriaMetrics: async (series) => {
    const server = await victoriaMetrics();
    await post(server.intake, series.map(scraped).join(''));
    await post(`${new URL(server.intake).origin}/internal/force_flush`, '');
    return server;
  },
};
const missing = (['Prometheus 2', 'Prometheus', 'VictoriaMetrics'] as const).filter((name) => isMissing(name));

/** What an investigation ended as, and every line with a figure. */
interface Ending {
  readonly finding: string;
  readonly lines: readonly string[];
}

const { play } = player();

async function endingOn(url: string, scenario: string): Promise<Ending> {
  const stage = { ...recordedEvidence(scenario), metrics: prometheusMetrics(prometheusApi({ url })) };
  const { conclusion } = await play({ ...stage, now: stage.end });
  const { kind, title, confidence, evidence, advice } = conclusion.finding;
  return { finding: kind, lines: [`${title} (${confidence.toFixed(2)})`, ...evidence, ...advice] };
}

const rows: string[] = [];

describe.skipIf(missing.length > 0)(
  `a recording in each server${missing.map((name) => ` (no ${name})`).join('')}`,
  () => {
    test.each(scenarios())('%s ends the same', { timeout: 300_000 }, async (scenario) => {
      const series = recordedSeries(scenario);
      const endings: Ending[] = [];
      for (const fill of Object.values(SERVERS)) {
        await using server = await fill(series);
        endings.push(await endingOn(server.url, scenario));
      }
      const [first, ...others] = endings;
      if (first === undefined) throw new Error('no server was asked');
      rows.push(rowOf(scenario, endings));
      expect(first.finding).toBe(readRecording(scenario).finding);
      for (const other of others) expect(other).toEqual(first);
    });

    test('the table shows what was seen', async () => {
      const head = [`| scenario | ${Object.keys(SERVERS).join(' | ')} |`, `|${' --- |'.repeat(SERVERS_COUNT + 1)}`];
      await expect(`${[...head, ...rows].join('\n')}\n`).toMatchFileSnapshot('./recordings.md');
    });
  },
);

const SERVERS_COUNT = Object.keys(SERVERS).length;

/** The finding on the first server; on the others, which lines differ from its. */
function rowOf(scenario: string, [first, ...others]: readonly Ending[]): string {
  const cells = others.map(({ finding, lines }) => {
    const differing = lines.filter((line, index) => line !== first?.lines[index]);
    if (finding !== first?.finding) return `**\`${finding}\`**`;
    return differing.length === 0
      ? `\`${finding}\`, every figure equal`
      : `\`${finding}\`, ${differing.length} lines differ`;
  });
  return `| \`${scenario}\` | \`${first?.finding}\`, ${first?.lines.length} lines | ${cells.join(' | ')} |`;
}
