import type { PrometheusApi } from '../adapters/prometheus/api.ts';
import { discoverServices } from '../adapters/prometheus/discover-services.ts';
import type { Clock } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { formatDuration, HOUR, MINUTE, SECOND } from '../measurement/duration.ts';
import type { TimeRange } from '../measurement/time.ts';
import { type Services, withDiscovered } from '../service/directory.ts';
import type { Service } from '../service/service.ts';
import type { SlackLog } from '../slack/app.ts';

/** Services appear with deploys, not with clicks. */
const KEPT = MINUTE;

/** Someone names a service that is not among them: it may have been deployed just now. */
const FRESH = 5 * SECOND;
/** A service that was not seen for longer is gone. */
const LOOKS_BACK = 6 * HOUR;

interface Context {
  /** Absent where there is only the embedded collector. */
  readonly prometheus?: PrometheusApi | undefined;
  readonly clock: Clock;
  readonly log: SlackLog;
}

/** The services of leakbot.yaml and those that Prometheus has seen. */
export class KnownServices {
  readonly #configured: readonly Service[];
  readonly #context: Context;
  #latest: { readonly at: number; readonly services: readonly Service[] } | undefined;
  /** What the last discovery failed with. */
  #trouble: string | undefined;
  #discovery: Promise<readonly Service[]> | undefined;

  constructor(configured: readonly Service[], context: Context) {
    this.#configured = configured;
    this.#context = context;
  }

  /**
   * Those of the last hours; while Prometheus is unreachable the ones known before. Only the first discovery is waited
   * for, later ones run beside.
   */
  readonly now: Services = Object.assign((how?: 'known' | 'fresh') => this.#now(how), {
    whyNone: () => this.#whyNone(),
  });

  #now(how: 'known' | 'fresh' | undefined): Promise<readonly Service[]> {
    const { clock, prometheus } = this.#context;
    if (prometheus === undefined) return Promise.resolve(this.#configured);
    const { at = Number.NEGATIVE_INFINITY, services } = this.#latest ?? {};
    const age = clock.now() - at;
    const discovery = age < (how === 'fresh' ? FRESH : KEPT) ? undefined : this.#discover();
    if (how === 'known') return Promise.resolve(services ?? this.#configured);
    const waited = how === 'fresh' || services === undefined ? discovery : undefined;
    return waited ?? Promise.resolve(services ?? this.#configured);
  }

  /** Whether the source does not answer, or answers and shows none: the operator does something else about each. */
  #whyNone(): string | undefined {
    const { prometheus } = this.#context;
    if (prometheus === undefined) return undefined;
    const { name } = prometheus;
    if (this.#trouble !== undefined)
      return `${name} could not be asked for them (${this.#trouble}). leakbot doctor shows more.`;
    if (this.#latest === undefined) return `${name} has not answered yet.`;
    return `${name} answers, but has shown no container and no process in the last ${formatDuration(LOOKS_BACK)}. leakbot doctor shows what it has; services can be listed in leakbot.yaml.`;
  }

  /** One at a time; never rejects. */
  #discover(): Promise<readonly Service[]> {
    this.#discovery ??= this.#discovered().finally(() => {
      this.#discovery = undefined;
    });
    return this.#discovery;
  }

  async #discovered(): Promise<readonly Service[]> {
    const { clock, log } = this.#context;
    const to = clock.now();
    let services = this.#latest?.services ?? this.#configured;
    try {
      services = await this.during({ from: to - LOOKS_BACK, to });
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = explain(error);
      log.warn({ error: explain(error) }, 'services could not be discovered');
    }
    this.#latest = { at: clock.now(), services };
    return services;
  }

  /** Those of another time, the ones that are gone since included. Throws UnavailableError. */
  async during(range: TimeRange): Promise<readonly Service[]> {
    const { prometheus } = this.#context;
    if (prometheus === undefined) return this.#configured;
    const from = Math.min(range.from, range.to - LOOKS_BACK);
    return withDiscovered(this.#configured, await discoverServices(prometheus, { from, to: range.to }));
  }
}
