import type { PrometheusApi } from './api.ts';
import { buildInfoSchema, targetsSchema } from './schema.ts';

/** A process that Prometheus scrapes, with the labels its series carry. */
export interface ActiveTarget {
  readonly scrapeUrl: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The pod that discovery found there, also where no label has it. */
  readonly pod: string | undefined;
  readonly health: 'up' | 'down' | 'unknown';
}

/** Everything Prometheus scrapes now. Throws UnavailableError: Mimir and Thanos have no targets of their own. */
export function activeTargets(api: PrometheusApi, signal?: AbortSignal): Promise<readonly ActiveTarget[]> {
  return api.get(
    {
      path: 'targets',
      parameters: { state: 'active' },
      asked: 'its targets',
      shape: (data) => targetsSchema.parse(data).activeTargets.map(targetOf),
    },
    signal,
  );
}

type AnsweredTarget = ReturnType<(typeof targetsSchema)['parse']>['activeTargets'][number];

function targetOf({ discoveredLabels, labels, ...rest }: AnsweredTarget): ActiveTarget {
  // Labels with two underscores are for relabelling only: no series has them, whatever a server says.
  const own = Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith('__')));
  return { ...rest, labels: own, pod: discoveredLabels.__meta_kubernetes_pod_name };
}

/** What answers: one of those that speak the API of Prometheus. */
export interface MetricsServer {
  readonly kind: 'Prometheus' | 'VictoriaMetrics' | 'Thanos' | 'Grafana Mimir';
  /** Its own; undefined where it does not say. */
  readonly version: string | undefined;
  /** Why its answers lack a part, where it says so. */
  readonly partial?: string | undefined;
}

/** Whether a server answers, and which it is. Throws UnavailableError. */
export async function ping(api: PrometheusApi, signal?: AbortSignal): Promise<MetricsServer> {
  // Not /-/healthy: it needs no credentials on some proxies, and Mimir has another path for it.
  let partial: string | undefined;
  await api.get(
    {
      path: 'labels',
      parameters: { limit: '1', 'match[]': 'up' },
      asked: 'label names',
      shape: () => undefined,
      onPartial: (why) => {
        partial = why;
      },
    },
    signal,
  );
  const asked = { path: 'status/buildinfo', parameters: {}, asked: 'its version' };
  const server = api.get(
    { ...asked, shape: (data, header) => serverOf(buildInfoSchema.parse(data), header?.('x-server-hostname')) },
    signal,
  );
  const known = await server.catch(() => ({ kind: 'Prometheus', version: undefined }) as const);
  return { ...known, partial };
}

/** What VictoriaMetrics says that it is: the version of a Prometheus, and nothing else (seen with 1.79.5 and 1.151). */
const OF_VICTORIA_METRICS = '2.24.0';

/**
 * Mimir names itself; VictoriaMetrics has a header of its own, which not every proxy hands on, and no version of Go;
 * Thanos has not reached version 1. A build of Prometheus may have no version.
 */
function serverOf({ version, application, goVersion }: ReturnType<(typeof buildInfoSchema)['parse']>, host?: string) {
  if (application === 'Grafana Mimir') return { kind: 'Grafana Mimir', version } as const;
  if (host !== undefined || (goVersion === undefined && version === OF_VICTORIA_METRICS))
    return { kind: 'VictoriaMetrics', version: undefined } as const;
  const kind = version.startsWith('0.') ? 'Thanos' : 'Prometheus';
  return { kind, version: version === '' ? undefined : version } as const;
}
