import { UnavailableError } from '../foundation/errors.ts';
import { podOf } from '../metrics/pod-label.ts';
import { definitionOf, type Runtime } from '../runtime/runtimes.ts';
import type { Question } from './asked-about.ts';
import type { MetricsSource } from './ports.ts';
import { stepFor } from './window.ts';

/** `go1.26.1`, as the pod itself says; its standard library is linked at that. Undefined where no metric has it. */
export async function runtimeVersion(
  metrics: MetricsSource,
  { service, range, signal }: Question,
  { runtime, pod }: { readonly runtime: Runtime; readonly pod: string | undefined },
): Promise<string | undefined> {
  const version = definitionOf(runtime)?.metrics.version;
  if (version === undefined) return undefined;
  const query = {
    metric: version.metric,
    matchers: service.selector,
    range,
    step: stepFor(range),
    aggregate: 'last',
  } as const;
  try {
    const series = await metrics.series(query, signal);
    const own = series.find(({ labels }) => podOf(labels) === pod) ?? series[0];
    return own?.labels[version.label];
  } catch (error) {
    // Links to the standard library are worth no report.
    if (error instanceof UnavailableError) return undefined;
    throw error;
  }
}
