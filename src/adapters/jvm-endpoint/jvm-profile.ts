import type { Milliseconds } from '../../measurement/duration.ts';
import { fromActuator } from './actuator.ts';
import { NotNowError, VisitFailedError, type Wire } from './asking.ts';
import { fromJolokia } from './jolokia.ts';
import { writtenProfile } from './written-profile.ts';

/** What a JVM may be asked by beside pprof. */
export type JvmSource = 'jolokia' | 'actuator';

interface Asking {
  readonly ask: Wire;
  /** Of the process among all that are asked. */
  readonly instance: string;
  /** Its memory as a share of its limit, where known. */
  readonly share?: number | undefined;
}

/** A visit may stop a process for this share of its time. */
const SHARE_OF_TIME = 0.01;

/** Takes profiles of JVMs, each so seldom that it stands still for no more than a hundredth of its time. */
export class JvmProfiles {
  readonly #notBefore = new Map<string, Milliseconds>();

  async take(from: JvmSource, { ask, instance, share }: Asking) {
    const began = performance.now();
    if (began < (this.#notBefore.get(instance) ?? 0)) return { kind: 'refused', status: 429 } as const;
    try {
      const { types, entries, comments } = await (from === 'jolokia' ? fromJolokia(ask, share) : fromActuator(ask));
      return { kind: 'got', value: writtenProfile(types, entries, comments) } as const;
    } catch (error) {
      if (error instanceof VisitFailedError) return error.failure;
      if (error instanceof NotNowError) return { kind: 'refused', status: 503 } as const;
      throw error;
    } finally {
      const now = performance.now();
      this.#notBefore.set(instance, now + (now - began) / SHARE_OF_TIME);
    }
  }
}
