import { periodOf, startTicker } from '../cron/ticker.ts';
import type { Database } from '../sqlite/database.ts';
import { healthStore } from '../sqlite/health-store.ts';
import type { CollectorStores } from '../sqlite/retention.ts';
import { sampleStore } from '../sqlite/sample-store.ts';
import { snapshotStore } from '../sqlite/snapshot-store.ts';
import { type Collector, type CollectorDependencies, createCollector } from './collector.ts';

/** Everything the collector keeps in a database; one set a database, because each remembers ids. */
export function collectorStores(database: Database): CollectorStores {
  return {
    database,
    samples: sampleStore(database),
    snapshots: snapshotStore(database),
    health: healthStore(database),
  };
}

export interface RunningCollector extends Collector {
  /** Abandons the visits under way, stores what they brought already, and ends. */
  stop(): Promise<void>;
}

/** Makes a collector that visits its targets by itself; `every` is a duration or a cron expression. */
export function startCollector(
  options: Omit<CollectorDependencies, 'every'> & { readonly every: string },
): RunningCollector {
  const collector = createCollector({ ...options, every: periodOf(options.every) });
  const stopping = new AbortController();
  const ticker = startTicker(options.every, () => collector.round(stopping.signal), options.onError);
  return {
    ...collector,
    stop: async () => {
      stopping.abort();
      await ticker.stop();
      await options.endpoint.close();
    },
  };
}
