import type { TargetsStanding } from '../adapters/collector/collector.ts';
import type { VisitWatch } from '../adapters/collector/health-notes.ts';
import type { RunningCollector } from '../adapters/collector/running-collector.ts';
import type { CollectorStores } from '../collection/stores.ts';
import type { Target } from '../collection/target.ts';
import type { Settings } from '../config/settings.ts';
import type { Clock } from '../foundation/clock.ts';
import { explain, UnavailableError } from '../foundation/errors.ts';
import type { SlackLog } from '../slack/app.ts';

interface CollectorContext {
  readonly stores: CollectorStores;
  readonly clock: Clock;
  readonly log: SlackLog;
  /** Counts how visits went. */
  readonly watch?: VisitWatch | undefined;
}

/** The collector inside the bot: `leakbot start` starts it, no other command does. */
export class EmbeddedCollector {
  readonly #settings: Settings;
  readonly #targets: () => Promise<readonly Target[]>;
  readonly #context: CollectorContext;
  #running: RunningCollector | undefined;

  constructor(settings: Settings, targets: () => Promise<readonly Target[]>, context: CollectorContext) {
    this.#settings = settings;
    this.#targets = targets;
    this.#context = context;
  }

  async start(): Promise<void> {
    const { services, collector, http, kubernetes } = this.#settings;
    const { stores, clock, log, watch } = this.#context;
    // Without any target its rounds still thin what is pushed.
    if (services.length === 0 && http.pushToken === undefined && kubernetes === undefined) return;
    const [collecting, { processEndpoint }] = await Promise.all([
      import('../adapters/collector/running-collector.ts'),
      import('../adapters/pprof-endpoint/process-endpoint.ts'),
    ]);
    this.#running = new collecting.RunningCollector({
      stores,
      endpoint: processEndpoint(),
      targets: this.#targets,
      clock,
      every: collector.every,
      limits: collector,
      watch,
      onError: (error) => log.error({ error: explain(error) }, 'the collector failed'),
      onOdd: (target, what) => log.warn({ target, what }, 'a target says what cannot be true: it is not believed'),
    });
  }

  async captureNow(...wish: Parameters<RunningCollector['captureNow']>) {
    if (this.#running === undefined) throw new UnavailableError('the collector does not run', { retryable: true });
    return this.#running.captureNow(...wish);
  }

  standing(): TargetsStanding | undefined {
    return this.#running?.standing();
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
  }
}
