import { canvasRenderer } from '../../src/adapters/canvas/canvas-renderer.ts';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import { NO_CAPTURER } from '../../src/evidence/no-capturer.ts';
import type { MetricsSource } from '../../src/evidence/ports.ts';
import { Sightings } from '../../src/evidence/sightings.ts';
import { observer } from '../../src/investigation/looks/question/question.ts';
import type { Investigation, Step } from '../../src/investigation/state/investigation.ts';
import { type Bytes, MiB } from '../../src/measurement/bytes.ts';
import { DAY, HOUR, type Milliseconds, SECOND } from '../../src/measurement/duration.ts';
import type { TimeRange } from '../../src/measurement/time.ts';
import { illustrator } from '../../src/presentation/illustrator.ts';
import type { Service } from '../../src/service/service.ts';
import { randomOf } from '../score/random.ts';
import { backfilledPrometheus } from './backfilled-prometheus.ts';
import { type Figure, median } from './figure.ts';

const PODS = 200;
const WINDOW = 7 * DAY;
const SCRAPED_EVERY = 30 * SECOND;
const RUNS = 5;
const LIMIT: Bytes = 512 * MiB;
/** The one pod of many that leaks, and was killed once. */
const LEAKING = 7;
const LEAK_PER_DAY: Bytes = 48 * MiB;

const SERVICE: Service = {
  workload: { namespace: 'prod', name: 'markets-api', container: 'markets-api' },
  runtime: 'go',
  selector: [
    { label: 'namespace', op: '=', value: 'prod' },
    { label: 'container', op: '=', value: 'markets-api' },
  ],
  targets: [],
  metricsPath: '/metrics',
  pprofPath: '/debug/pprof',
};

/** What the first question about a large service took, and what it asked for. */
export interface LargeServiceRun {
  readonly took: readonly Milliseconds[];
  readonly headline: string;
  /** The most points of one series that an answer had. */
  readonly pointsOfSeries: number;
  /** Points of all answers to one question together; the store holds `samples` of them. */
  readonly points: number;
  readonly samples: number;
  readonly png: Uint8Array;
}

/** Asks the first question about 200 pods over 7 days scraped each 30 s, several times, of a real Prometheus. */
export async function askAboutLargeService(runs = RUNS): Promise<LargeServiceRun> {
  const to = Math.floor(Date.now() / SCRAPED_EVERY) * SCRAPED_EVERY;
  const range = { from: to - WINDOW, to };
  await using prometheus = await backfilledPrometheus(pagesOf(range));
  const counted = counting(prometheusMetrics(prometheusApi({ url: prometheus.url })));
  const renderer = canvasRenderer();
  const kept: Uint8Array[] = [];
  const means = {
    profiles: { name: 'no profiles', snapshots: async () => [], read: async () => new Uint8Array() },
    illustrator: illustrator(renderer),
    capturer: NO_CAPTURER,
    store: { savePicture: async (_investigation: string, _key: string, png: Uint8Array) => void kept.push(png) },
  };
  const step: Step = { key: 'rss-growing.1', id: 'rss-growing', status: 'observing' };
  const took: Milliseconds[] = [];
  let headline = '';
  try {
    for (let run = 0; run < runs; run += 1) {
      const begun = performance.now();
      // Each run reads everything again, as the first question of an investigation does.
      const ask = observer({ ...means, sightings: new Sightings(counted.source) });
      const { facts } = await ask(investigationOf(range), step, AbortSignal.timeout(60 * SECOND));
      took.push(performance.now() - begun);
      headline = facts.judgement.headline;
    }
  } finally {
    await renderer.close();
  }
  const png = kept.at(-1) ?? new Uint8Array();
  const samples = METRICS.length * PODS * (WINDOW / SCRAPED_EVERY);
  return { took, headline, png, samples, pointsOfSeries: counted.mostOfSeries(), points: counted.points() / runs };
}

export async function benchLargeService(): Promise<readonly Figure[]> {
  const { took, points, samples, pointsOfSeries } = await askAboutLargeService();
  return [
    { name: 'first question, with its picture', value: median(took), unit: 'milliseconds' },
    { name: 'slowest of the runs', value: Math.max(...took), unit: 'milliseconds' },
    { name: 'points read, of samples stored', text: `${Math.round(points)} of ${samples}` },
    { name: 'most points of one series', value: pointsOfSeries, unit: 'count' },
  ];
}

function investigationOf(range: TimeRange): Investigation {
  return {
    id: 'large',
    version: 1,
    openedAt: range.to,
    updatedAt: range.to,
    trigger: { kind: 'alert' },
    place: { channel: 'none' },
    alerts: [],
    service: SERVICE,
    runtime: 'go',
    range,
    status: 'asking',
    steps: [],
    conclusions: [],
    conclusionAttempt: 0,
    notes: [],
  };
}

function counting(source: MetricsSource) {
  let points = 0;
  let most = 0;
  const counted: MetricsSource = {
    name: source.name,
    async series(query, signal) {
      const answer = await source.series(query, signal);
      for (const { times } of answer) {
        points += times.length;
        most = Math.max(most, times.length);
      }
      return answer;
    },
  };
  return { source: counted, points: () => points, mostOfSeries: () => most };
}

interface MetricModel {
  readonly name: string;
  readonly labels: string;
  readonly value: (pod: number, sinceStart: Milliseconds, noise: number) => number;
}

/** When the leaking pod's container was killed and started again, from the start of the window. */
const KILLED_AT = 5 * DAY;

/** What cAdvisor and kube-state-metrics report about a container, as far as the first question reads it. */
const METRICS: readonly MetricModel[] = [
  { name: 'container_memory_rss', labels: ',image="markets"', value: anonymous },
  {
    name: 'container_memory_working_set_bytes',
    labels: ',image="markets"',
    value: (pod, since, noise) => anonymous(pod, since, noise) + FILES_IN_USE,
  },
  { name: 'container_start_time_seconds', labels: ',image="markets"', value: startOf },
  { name: 'kube_pod_container_resource_limits', labels: ',resource="memory"', value: () => LIMIT },
  {
    name: 'kube_pod_container_status_restarts_total',
    labels: '',
    value: (pod, since) => (pod === LEAKING && since >= KILLED_AT ? 1 : 0),
  },
  {
    name: 'kube_pod_container_status_last_terminated_reason',
    labels: ',reason="OOMKilled"',
    value: (pod, since) => (pod === LEAKING && since >= KILLED_AT ? 1 : 0),
  },
];

/** Pages of files in use: a working set is never below what is anonymous. */
const FILES_IN_USE: Bytes = 20 * MiB;

function anonymous(pod: number, since: Milliseconds, noise: number): Bytes {
  const level = 220 * MiB + 6 * MiB * noise + 10 * MiB * Math.sin(since / HOUR);
  return Math.round(level + (pod === LEAKING ? leaked(since) : 0));
}

function leaked(since: Milliseconds): Bytes {
  const life = since >= KILLED_AT ? since - KILLED_AT : since;
  return (LEAK_PER_DAY * life) / DAY;
}

function startOf(pod: number, since: Milliseconds): number {
  const epoch = 1_790_000_000;
  return pod === LEAKING && since >= KILLED_AT ? epoch + KILLED_AT / SECOND : epoch;
}

/** Pages of two hours each. */
function* pagesOf(range: TimeRange): Generator<string> {
  const random = randomOf(1);
  const page = 2 * HOUR;
  for (let start = Math.floor(range.from / page) * page; start <= range.to; start += page) {
    const lines: string[] = [];
    for (const { name, labels, value } of METRICS) {
      lines.push(`# TYPE ${name} gauge`);
      for (let pod = 0; pod < PODS; pod += 1) {
        const id = `markets-api-7d9f-${pod.toString(36).padStart(5, 'x')}`;
        const head = `${name}{namespace="prod",container="markets-api",pod="${id}"${labels}}`;
        const end = Math.min(start + page, range.to);
        for (let time = Math.max(start, range.from); time < end; time += SCRAPED_EVERY) {
          lines.push(`${head} ${value(pod, time - range.from, random.normal())} ${time / SECOND}`);
        }
      }
    }
    yield `${lines.join('\n')}\n# EOF\n`;
  }
}
