import type { TimeRange } from '../../measurement/time.ts';
import { RUNTIME_METRICS } from '../../metrics/catalogue.ts';
import { containerOf } from '../../metrics/pod-label.ts';
import type { LabelMatcher } from '../../metrics/series.ts';
import { type Service, workloadKey } from '../../service/service.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { seriesSchema } from './schema.ts';

type Labels = Readonly<Record<string, string>>;

/** What every process of a runtime has: whatever exposes it can be investigated down to the heap. */
const SIGNS = new Map(RUNTIME_METRICS.map(({ runtime, signs }) => [signs[0] ?? '', runtime]));

/** More than this is not a list that a person chooses from, and not an answer to hold in memory. */
const MOST_SERIES = 20_000;

/** The services that Prometheus saw in a range, one for each workload, by name. Throws UnavailableError. */
export async function discoverServices(
  api: PrometheusApi,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<readonly Service[]> {
  const labels = await api.get(
    {
      path: 'series',
      parameters: {
        'match[]': `{__name__=~"${[...SIGNS.keys()].join('|')}"}`,
        start: seconds(range.from),
        end: seconds(range.to),
        limit: String(MOST_SERIES),
      },
      asked: `series of ${[...SIGNS.keys()].join(', ')}`,
      shape: (data) => seriesSchema.parse(data),
    },
    signal,
  );
  return servicesFrom(labels);
}

/** One service for each cluster, namespace and container (or job, outside Kubernetes) that the label sets name. */
export function servicesFrom(labelSets: readonly Labels[]): readonly Service[] {
  const byWorkload = new Map<string, Service>();
  for (const labels of labelSets) {
    const service = serviceFrom(labels);
    if (service !== undefined) byWorkload.set(workloadKey(service.workload), service);
  }
  return [...byWorkload.values()].sort((a, b) => workloadKey(a.workload).localeCompare(workloadKey(b.workload)));
}

function serviceFrom(labels: Labels): Service | undefined {
  const container = containerOf(labels);
  const cluster = filled(labels['cluster']);
  const namespace = filled(labels['exported_namespace']) ?? filled(labels['namespace']);
  const job = filled(labels['job'])?.split('/').at(-1);
  const name = container ?? job;
  if (name === undefined) return undefined;
  const matcher = (label: string, value: string | undefined): readonly LabelMatcher[] =>
    value === undefined ? [] : [{ label, op: '=', value }];
  return {
    workload: { cluster, namespace, name, container },
    runtime: SIGNS.get(labels['__name__'] ?? ''),
    selector: [
      ...matcher('cluster', cluster),
      ...matcher('namespace', namespace),
      // Without a container label the job is all that tells one service's series from another's.
      ...(container === undefined ? matcher('job', filled(labels['job'])) : matcher('container', container)),
    ],
    targets: [],
    metricsPath: '/metrics',
    pprofPath: '/debug/pprof',
  };
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
