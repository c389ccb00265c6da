import { periodOf, startTicker } from '../cron/ticker.ts';
import { type Collector, type CollectorDependencies, createCollector } from './collector.ts';

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
