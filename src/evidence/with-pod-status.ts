import { POD_STATUS_METRICS } from '../collection/pods/pod-status.ts';
import type { Series } from '../metrics/series.ts';
import type { MetricsSource } from './ports.ts';

/**
 * A server of metrics, and what the API of Kubernetes said of pods where the server has nothing of kube-state-metrics. Both are
 * not mixed: where the server has a metric for the question, its answer stands alone.
 */
export function withPodStatus(server: MetricsSource, pods: MetricsSource): MetricsSource {
  const together = server.many?.bind(server);
  return {
    name: server.name,
    async series(query, ...rest) {
      const found = await server.series(query, ...rest);
      const isOurs = found.length === 0 && POD_STATUS_METRICS.has(query.metric);
      return isOurs ? pods.series(query, ...rest) : found;
    },
    ...(together === undefined
      ? {}
      : {
          async many(query, ...rest) {
            const found = await together(query, ...rest);
            const answered = new Set(found.map(({ metric }) => metric));
            const lacking = query.metrics.filter((metric) => POD_STATUS_METRICS.has(metric) && !answered.has(metric));
            const { metrics: _, ...asked } = query;
            const ours = await Promise.all(lacking.map((metric) => pods.series({ ...asked, metric }, ...rest)));
            return [...found, ...ours.flat()] satisfies readonly Series[];
          },
        }),
  };
}
