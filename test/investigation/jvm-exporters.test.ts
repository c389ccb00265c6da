import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unpackSeries } from '../../scripts/lab/record/series-file.ts';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../src/adapters/prometheus/discover-services.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import { Sightings } from '../../src/evidence/sightings.ts';
import { windowBefore } from '../../src/evidence/window.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { player } from '../support/played-out.ts';
import { prometheusStandIn } from '../support/prometheus-stand-in.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';

/** One process each, that served the pages of all four at once: see the README beside the recordings. */
const EXPORTERS = ['micrometer', 'client', 'jmx', 'otel'] as const;
type Exporter = (typeof EXPORTERS)[number];
/** Runs by what what lives long may take of the heap of 96 MiB: Serial and Parallel give it two thirds. */
const LEAKS = {
  'leak-g1': 96,
  'leak-parallel': 64,
  'leak-serial': 64,
  'leak-shenandoah': 96,
  'leak-shenandoah-generational': 96,
  'leak-zgc-generational': 96,
} as const;
const LEVEL = {
  'level-g1': 96,
  'level-parallel': 64,
  'level-serial': 64,
  'level-shenandoah': 96,
  'level-zgc-generational': 96,
} as const;
type Run = keyof typeof LEAKS | keyof typeof LEVEL;

const of = (runs: Readonly<Record<string, number>>) =>
  Object.entries(runs).flatMap(([run, old]) => EXPORTERS.map((exporter) => [run as Run, exporter, old] as const));

function seriesOf(run: Run, exporter: Exporter): readonly Series[] {
  const file = new URL(`../fixtures/jvm-exporters/${run}.json.gz`, import.meta.url);
  return unpackSeries(readFileSync(file))
    .filter(({ labels }) => labels['container'] === exporter)
    .map(({ labels: { __name__: metric = '', ...labels }, samples }) => ({ metric, labels, ...trackOf(samples) }));
}

async function asked(run: Run, exporter: Exporter) {
  const series = seriesOf(run, exporter);
  const end = Math.max(...series.flatMap(({ times }) => times.at(-1) ?? 0));
  await using server = await prometheusStandIn(series);
  const api = prometheusApi({ url: server.url });
  const [service] = await discoverServices(api, { from: end - HOUR, to: end });
  if (service === undefined) throw new Error('the service is missing');
  const metrics = prometheusMetrics(api);
  const profiles = { name: 'none', snapshots: () => Promise.resolve([]), read: () => Promise.reject(new Error()) };
  const { comparer } = recordedEvidence();
  const { investigation, conclusion } = await player().play({ service, now: end, metrics, profiles, comparer });
  const sighted = new Sightings(metrics).of({ service, range: windowBefore(end) });
  const pod = `${exporter}-6d9c7b5f4-x2xkf`;
  const { observation } = await sighted.see(
    { runtime: investigation.runtime, pod, needs: NEEDS },
    AbortSignal.timeout(20_000),
  );
  const last = (quantity: Quantity) => observation.measured[quantity]?.track.values.at(-1);
  const most = (quantity: Quantity) => Math.max(...(observation.measured[quantity]?.track.values ?? []));
  return { investigation, conclusion, last, most, inMiB: (quantity: Quantity) => (last(quantity) ?? Number.NaN) / MiB };
}

const NEEDS: readonly Quantity[] = [
  'live-heap',
  'collected-heap',
  'heap-used',
  'heap-committed',
  'heap-max',
  'live-max',
  'metaspace',
  'code-cache',
  'buffers',
  'threads',
  'collections',
];

const stepOf = ({ investigation }: Awaited<ReturnType<typeof asked>>, id: string) =>
  investigation.steps.find((step) => step.id === id)?.facts?.judgement;

describe.each(of({ ...LEAKS, ...LEVEL }))('%s by %s', (run, exporter, old) => {
  test('is read: heap, what lives long may take, classes, compiled code, buffers, threads, collections', async () => {
    const read = await asked(run, exporter);
    expect(read.investigation.runtime).toBe('jvm');
    // Parallel resizes its young generation, and the sum of the pools with it; MemoryMXBean leaves one survivor space out.
    expect(read.inMiB('heap-max')).toBeGreaterThan(84);
    expect(read.inMiB('heap-max')).toBeLessThanOrEqual(96);
    expect(read.inMiB('live-max')).toBe(old);
    expect(read.inMiB('heap-used')).toBeLessThanOrEqual(read.inMiB('heap-committed'));
    expect(read.inMiB('metaspace')).toBeGreaterThan(29);
    expect(read.inMiB('metaspace')).toBeLessThan(32);
    expect(read.inMiB('code-cache')).toBeGreaterThan(12);
    expect(read.inMiB('code-cache')).toBeLessThan(19);
    expect(read.last('threads')).toBeGreaterThanOrEqual(43);
    expect(read.last('threads')).toBeLessThanOrEqual(48);
    // A counter is read as its rate: some were seen.
    expect(read.most('collections')).toBeGreaterThan(0);
    const gaps = read.conclusion.gaps.map(({ missing, fix }) => `${missing} ${fix}`).join('\n');
    if (exporter === 'otel') {
      expect(read.last('buffers')).toBeUndefined();
      expect(gaps).toContain('-Dotel.instrumentation.runtime-telemetry.emit-experimental-telemetry=true');
    } else {
      expect(read.inMiB('buffers')).toBeCloseTo(4.1, 0);
      expect(gaps).not.toMatch(/heap \(jvm|buffers/);
    }
  });
});

describe.each(of(LEAKS))('%s by %s', (run, exporter) => {
  test('is no calm: what lives in its heap is seen to rise, or to be as large as it may', async () => {
    const read = await asked(run, exporter);
    expect(['not-enough-data', 'heap-leak']).toContain(read.conclusion.finding.kind);
    expect(stepOf(read, 'live-heap-growing')?.answer).not.toBe('no');
    expect(read.conclusion.finding.evidence.join('\n')).toMatch(/The live heap (?:went|takes|was seen|grew)/);
  });
});

describe.each(of(LEVEL))('%s by %s', (run, exporter) => {
  test('is no leak: what lives in its heap stands, or is not clear', async () => {
    const read = await asked(run, exporter);
    expect(['not-enough-data', 'warm-up', 'no-growth']).toContain(read.conclusion.finding.kind);
    expect(stepOf(read, 'live-heap-growing')?.answer).not.toBe('yes');
  });
});

describe.each(EXPORTERS)('the heap of ZGC by %s', (exporter) => {
  test('lies in shared memory: what needs room beside it is all of the anonymous memory', async () => {
    const { conclusion } = await asked('leak-zgc-generational', exporter);
    const beside = /At most 96 MiB of heap and (\d+) MiB beside it/.exec(conclusion.finding.evidence.join('\n'))?.[1];
    // By /proc at the end: 138 MiB anonymous, 98 MiB shared, 31 MiB of files.
    expect(Number(beside)).toBeGreaterThan(130);
    expect(Number(beside)).toBeLessThan(145);
  });
});
