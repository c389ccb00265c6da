import type { Clock } from '../../src/foundation/clock.ts';
import { Refusal } from './api/refusal.ts';
import { lifetimes } from './rules/methods.ts';

/** Trigger ids: each opens one modal, for the person who acted, within three seconds. */
export class Triggers {
  readonly #clock: Clock;
  readonly #issued = new Map<string, { readonly user: string; readonly at: number; used: boolean }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(user: string): string {
    const id = `${this.#issued.size + 1}.${this.#clock.now()}.${user.toLowerCase()}`;
    this.#issued.set(id, { user, at: this.#clock.now(), used: false });
    return id;
  }

  /** The user whose action it was. */
  exchange(id: string): string {
    const trigger = this.#issued.get(id);
    if (trigger === undefined) throw new Refusal('invalid_trigger_id');
    if (trigger.used) throw new Refusal('exchanged_trigger_id');
    if (this.#clock.now() - trigger.at > lifetimes.triggerMs) throw new Refusal('expired_trigger_id');
    trigger.used = true;
    return trigger.user;
  }
}
