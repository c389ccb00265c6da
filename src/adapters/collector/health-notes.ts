import { type Fault, faultOf, type Part, type VisitFailure } from '../../collection/fault.ts';
import { type HealthStore, isFailing, type PartHealth } from '../../collection/health-store.ts';
import { namesOf, type Target } from '../../collection/target.ts';
import type { Instant } from '../../foundation/clock.ts';
import { MINUTE } from '../../measurement/duration.ts';
import { addressOf } from '../pprof-endpoint/process-endpoint.ts';

/** Counts how visits went, part by part. */
export interface VisitWatch {
  visited(part: Part, result: 'ok' | VisitFailure['kind']): void;
}

/** What did not change is written again after this, so that a reader sees that the collector works. */
const REWRITTEN_AFTER = 10 * MINUTE;

/** How visits went since the last flush; written when something changed, else every ten minutes. */
export class HealthNotes {
  readonly #store: HealthStore;
  readonly #watch: VisitWatch | undefined;
  readonly #current = new Map<string, PartHealth>();
  readonly #written = new Map<string, { readonly time: Instant; readonly gist: string }>();

  constructor(store: HealthStore, watch?: VisitWatch) {
    this.#store = store;
    this.#watch = watch;
  }

  succeeded(target: Target, part: Part, time: Instant): void {
    this.#watch?.visited(part, 'ok');
    this.#put(target, part, { succeededAt: time });
  }

  /** The failure in words. */
  failed(
    target: Target,
    part: Part,
    { time, failure }: { readonly time: Instant; readonly failure: VisitFailure },
  ): Fault {
    this.#watch?.visited(part, failure.kind);
    const fault = faultOf(part, addressOf(target, part), failure);
    this.#put(target, part, { failedAt: time, fault });
    return fault;
  }

  /** Whether the last visit brought the target's metrics; undefined before the first one ended. */
  isUp({ instance }: Pick<Target, 'instance'>): boolean | undefined {
    const health = this.#current.get(`${instance} metrics`);
    return health && !isFailing(health);
  }

  async flush(now: Instant): Promise<void> {
    const changed = [...this.#current].filter(([key, health]) => this.#isDue(key, health, now));
    if (changed.length === 0) return;
    await this.#store.note(changed.map(([, health]) => health));
    for (const [key, health] of changed) this.#written.set(key, { time: now, gist: gistOf(health) });
  }

  #isDue(key: string, health: PartHealth, now: Instant): boolean {
    const last = this.#written.get(key);
    return last === undefined || last.gist !== gistOf(health) || now - last.time >= REWRITTEN_AFTER;
  }

  #put(target: Target, part: Part, change: Partial<PartHealth>): void {
    const url = addressOf(target, part);
    const [pod = target.instance] = namesOf(target);
    const key = `${target.instance} ${part}`;
    const fresh = { succeededAt: undefined, failedAt: undefined, fault: undefined };
    const before = this.#current.get(key) ?? fresh;
    this.#current.set(key, { ...before, instance: target.instance, pod, part, url, ...change });
  }
}

/** What must not wait ten minutes to be written. */
function gistOf({ succeededAt, failedAt, fault, pod, url }: PartHealth): string {
  return JSON.stringify([(failedAt ?? 0) > (succeededAt ?? 0), fault, pod, url]);
}
