import { type Fault, faultOf, type Part, type VisitFailure } from '../../collection/fault.ts';
import type { HealthStore, PartHealth } from '../../collection/health-store.ts';
import { namesOf, type Target } from '../../collection/target.ts';
import type { Instant } from '../../foundation/clock.ts';
import { MINUTE } from '../../measurement/duration.ts';
import { addressOf } from '../pprof-endpoint/process-endpoint.ts';

/** How visits went since the last flush; written when something changed, else every ten minutes. */
export interface HealthNotes {
  succeeded(target: Target, part: Part, time: Instant): void;
  /** The failure in words. */
  failed(target: Target, part: Part, failed: { readonly time: Instant; readonly failure: VisitFailure }): Fault;
  flush(now: Instant): Promise<void>;
}

const REWRITTEN_AFTER = 10 * MINUTE;

export function healthNotes(store: HealthStore): HealthNotes {
  const current = new Map<string, PartHealth>();
  const written = new Map<string, { readonly time: Instant; readonly gist: string }>();

  function put(target: Target, part: Part, change: Partial<PartHealth>): void {
    const url = addressOf(target, part);
    const [pod = target.instance] = namesOf(target);
    const key = `${target.instance} ${part}`;
    const fresh = { succeededAt: undefined, failedAt: undefined, fault: undefined };
    current.set(key, { ...(current.get(key) ?? fresh), instance: target.instance, pod, part, url, ...change });
  }

  return {
    succeeded: (target, part, time) => put(target, part, { succeededAt: time }),
    failed(target, part, { time, failure }) {
      const fault = faultOf(part, addressOf(target, part), failure);
      put(target, part, { failedAt: time, fault });
      return fault;
    },
    async flush(now) {
      const changed = [...current].filter(([key, health]) => {
        const last = written.get(key);
        return last === undefined || last.gist !== gistOf(health) || now - last.time >= REWRITTEN_AFTER;
      });
      if (changed.length === 0) return;
      await store.note(changed.map(([, health]) => health));
      for (const [key, health] of changed) written.set(key, { time: now, gist: gistOf(health) });
    },
  };
}

/** What must not wait ten minutes to be told. */
function gistOf({ succeededAt, failedAt, fault, pod, url }: PartHealth): string {
  return JSON.stringify([(failedAt ?? 0) > (succeededAt ?? 0), fault, pod, url]);
}
