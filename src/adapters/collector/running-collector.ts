import { periodOf, startTicker, type Ticker } from '../cron/ticker.ts';
import type { Capture } from './capture.ts';
import { Collector, type CollectorDependencies, type TargetsStanding } from './collector.ts';

/** A collector that visits its targets by itself; `every` is a duration or a cron expression. */
export class RunningCollector {
  readonly #collector: Collector;
  readonly #ticker: Ticker;
  readonly #stopping = new AbortController();

  constructor(options: Omit<CollectorDependencies, 'every'> & { readonly every: string }) {
    this.#collector = new Collector({ ...options, every: periodOf(options.every) });
    this.#ticker = startTicker(options.every, () => this.#collector.round(this.#stopping.signal), options.onError);
  }

  captureNow(...wish: Parameters<Collector['captureNow']>): Promise<Capture> {
    return this.#collector.captureNow(...wish);
  }

  standing(): TargetsStanding {
    return this.#collector.standing();
  }

  /** Abandons the visits under way, stores what they brought already, and ends. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ticker.stop();
  }
}
