import type { MetricsSource } from '../../evidence/ports.ts';
import type { SampleStore } from '../sqlite/sample-store.ts';
import { COLLECTOR } from '../sqlite/snapshot-store.ts';

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
