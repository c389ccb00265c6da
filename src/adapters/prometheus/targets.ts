import type { PrometheusApi } from './api.ts';
import { buildInfoSchema, targetsSchema } from './schema.ts';

/** A process that Prometheus scrapes, with the labels its series carry. */
export interface ActiveTarget {
  readonly scrapeUrl: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The pod that discovery found there, also where no label tells. */
  readonly pod: string | undefined;
  readonly health: 'up' | 'down' | 'unknown';
  /** Why the last scrape failed; empty when it did not. */
  readonly lastError: string;
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

type Told = ReturnType<(typeof targetsSchema)['parse']>['activeTargets'][number];

function targetOf({ discoveredLabels, labels, ...rest }: Told): ActiveTarget {
  // Labels with two underscores are for relabelling only: no series has them, whatever a server says.
  const own = Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith('__')));
  return { ...rest, labels: own, pod: discoveredLabels.__meta_kubernetes_pod_name };
}

/** Whether Prometheus answers, and as which version (undefined where the server does not tell). Throws UnavailableError. */
export async function ping(
  api: PrometheusApi,
  signal?: AbortSignal,
): Promise<{ readonly version: string | undefined }> {
  // Not /-/healthy: it needs no credentials on some proxies, and Mimir has another path for it.
  await api.get(
    { path: 'labels', parameters: { limit: '1', 'match[]': 'up' }, asked: 'label names', shape: () => undefined },
    signal,
  );
  const version = await api
    .get(
      { path: 'status/buildinfo', parameters: {}, asked: 'its version', shape: (data) => buildInfoSchema.parse(data) },
      signal,
    )
    .then(({ version }) => version)
    .catch(() => undefined);
  return { version };
}
