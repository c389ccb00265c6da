import { UnavailableError } from '../foundation/errors.ts';
import { podOf } from '../metrics/pod-label.ts';
import type { Runtime } from '../service/service.ts';
import type { Question } from './asking.ts';
import type { MetricsSource } from './ports.ts';
import { stepFor } from './window.ts';

/** Who tells the version of the language: client_golang, prom-client, the Python client. The JVM's is in no link. */
const INFO: Readonly<Record<Runtime, string | undefined>> = {
  go: 'go_info',
  node: 'nodejs_version_info',
  python: 'python_info',
  jvm: undefined,
  unknown: undefined,
};

/** `go1.26.1`, as the pod itself says; its standard library is linked at that. Undefined where nothing tells. */
export async function runtimeVersion(
  metrics: MetricsSource,
  { service, range, signal }: Question,
  { runtime, pod }: { readonly runtime: Runtime; readonly pod: string | undefined },
): Promise<string | undefined> {
  const metric = INFO[runtime];
  if (metric === undefined) return undefined;
  const query = { metric, matchers: service.selector, range, step: stepFor(range), aggregate: 'last' } as const;
  try {
    const series = await metrics.series(query, signal);
    const own = series.find(({ labels }) => podOf(labels) === pod) ?? series[0];
    return own?.labels['version'];
  } catch (error) {
    // Links to the standard library are worth no report.
    if (error instanceof UnavailableError) return undefined;
    throw error;
  }
}
