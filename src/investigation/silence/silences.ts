import type { Clock } from '../../foundation/clock.ts';
import type { Service } from '../../service/service.ts';
import { heardIn, takenBy } from '../received.ts';
import type { AlertStore, ReceivedAlert } from '../store.ts';
import { announcementsOf } from './announcement.ts';
import { type HeldBack, heldBackKey, holding, type WhyHeldBack } from './held-back.ts';
import { isOver, type Mute, muteKey, muteOf } from './mute.ts';
import { opensAnyway, type QuietHours, quietNow } from './quiet-hours.ts';
import type { SilenceStore } from './store.ts';

/** Counts alerts that opened no thread. */
export type CountHeldBack = (alerts: { readonly sender: string; readonly why: WhyHeldBack }) => void;

export interface SilenceMeans {
  readonly store: SilenceStore;
  readonly alerts: Pick<AlertStore, 'dismissAlerts'>;
  readonly clock: Clock;
  readonly quietHours: readonly QuietHours[];
  /** There may be something to announce. */
  readonly announce: () => void;
  readonly count: CountHeldBack;
}

/** Alerts of one workload, or of one rule, that no investigation takes. */
export interface Newcomers {
  readonly service: Service | undefined;
  readonly rule: string;
  readonly channel: string;
  readonly received: readonly ReceivedAlert[];
}

/** What becomes of them. */
export type Verdict =
  | { readonly kind: 'held-back' }
  /** A thread may open; `before` is what was held back, which belongs into it. */
  | { readonly kind: 'heard'; readonly before: HeldBack | undefined };

/** Decides which alerts open no thread, and ends what is over. Callers see to it that one thing is done at a time. */
export interface Silence {
  muteOf(service: Service | undefined): Promise<Mute | undefined>;
  /** Holds alerts back where it is to be silent. */
  hear(newcomers: Newcomers): Promise<Verdict>;
  /** Ends mutes whose time is over, and lets everything be announced that is held back for no reason any longer. */
  endWhatIsOver(): Promise<void>;
}

/** Every alert is heard. */
export const NO_SILENCE: Silence = {
  muteOf: () => Promise.resolve(undefined),
  hear: () => Promise.resolve({ kind: 'heard', before: undefined }),
  endWhatIsOver: () => Promise.resolve(),
};

export class Silences implements Silence {
  readonly #means: SilenceMeans;

  constructor(means: SilenceMeans) {
    this.#means = means;
  }

  async muteOf(service: Service | undefined): Promise<Mute | undefined> {
    const { store, clock } = this.#means;
    return service && muteOf(await store.mutes(), service.workload, clock.now());
  }

  async hear(newcomers: Newcomers): Promise<Verdict> {
    const { received, service } = newcomers;
    const muted = (await this.muteOf(service)) !== undefined;
    const why = muted ? 'mute' : 'quiet-hours';
    const key = heldBackKey(newcomers);
    const before = await this.#means.store.heldBackOf({ key, why });
    const fires = received.some(({ alert }) => alert.status === 'firing');
    // An end of what was held back belongs to it, also when the hours are just over.
    const silent = muted || this.#isQuiet(newcomers, before) || (before !== undefined && !fires);
    if (!silent) return { kind: 'heard', before };
    await this.#hold(newcomers, why, before);
    return { kind: 'held-back' };
  }

  #isQuiet({ service, channel, received }: Newcomers, before: HeldBack | undefined): boolean {
    const { quietHours, clock } = this.#means;
    const hours = quietNow(quietHours, { service, channel }, clock.now());
    return hours.length > 0 && !opensAnyway(hours, { before, alerts: received.map(({ alert }) => alert) });
  }

  async #hold({ received, ...newcomers }: Newcomers, why: WhyHeldBack, before: HeldBack | undefined): Promise<void> {
    const { store, alerts, count } = this.#means;
    const { alerts: ids } = takenBy(received);
    const held = holding(before, { ...newcomers, why }, heardIn(received));
    if (held === undefined) return alerts.dismissAlerts(ids);
    await store.hold(held, ids);
    for (const { alert } of received) if (alert.status === 'firing') count({ sender: alert.source, why });
  }

  async endWhatIsOver(): Promise<void> {
    const { store, clock, announce } = this.#means;
    const now = clock.now();
    const mutes = await store.mutes();
    const released = (await store.heldBack()).filter((held) => !this.#isSilent(held, mutes));
    const over = mutes.filter((mute) => isOver(mute, now));
    if (over.length + released.length === 0) return;
    await store.end({
      mutes: over.map(({ workload }) => muteKey(workload)),
      heldBack: released,
      announcements: announcementsOf(released),
    });
    announce();
  }

  /** What a mute held back is not announced in quiet hours either. */
  #isSilent(held: HeldBack, mutes: readonly Mute[]): boolean {
    const now = this.#means.clock.now();
    const muted = held.service && muteOf(mutes, held.service.workload, now);
    return (held.why === 'mute' && muted !== undefined) || quietNow(this.#means.quietHours, held, now).length > 0;
  }
}
