import type { SampleStore } from '../../collection/sample-store.ts';
import type { MetricsSource } from '../../evidence/ports.ts';
import { COLLECTOR } from './name.ts';

/** Time series that the embedded collector scraped itself. */
export function collectorMetrics(store: SampleStore): MetricsSource {
  return {
    name: COLLECTOR,
    series: (query, signal) => {
      signal?.throwIfAborted();
      return store.series(query);
    },
  };
}
