import type { Clock, Instant } from '../../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';
import { type Service, type Workload, workloadKey } from '../../service/service.ts';
import type { Conduct } from '../conduct.ts';
import type { Person } from '../state/person.ts';
import { stillOpen } from '../still-open.ts';
import type { InvestigationStore } from '../store.ts';
import { announcementsOf, type HeldBackSummary, summaryOf } from './announcement.ts';
import type { HeldBack } from './held-back.ts';
import { concern, covers, endOf, isOver, type Mute, muteKey, muteOf } from './mute.ts';
import { type QuietHours, quietUntil } from './quiet-hours.ts';
import type { EndedMute, SilenceStore } from './store.ts';

export interface MutingMeans {
  readonly store: SilenceStore;
  readonly investigations: Pick<InvestigationStore, 'newestOf'>;
  readonly conduct: Pick<Conduct, 'handle'>;
  readonly clock: Clock;
  readonly quietHours: readonly QuietHours[];
  /** See `stillOpen`. */
  readonly cooldown?: Milliseconds | undefined;
  /** See `Intake`. */
  readonly inTurn: <Result>(task: () => Promise<Result>) => Promise<Result>;
  /** There may be something to announce. */
  readonly announce: () => void;
}

interface Said {
  readonly workload: Workload;
  readonly by: Person;
  readonly at: Instant;
}

export interface MuteWish extends Said {
  readonly span: Milliseconds | 'forever';
  /** The investigation in whose thread it is said; else the newest of these services shows it, if it goes on. */
  readonly investigation?: string | undefined;
  readonly services: readonly Service[];
}

export type Muted =
  | { readonly kind: 'muted'; readonly mute: Mute }
  /** Someone wished the same before. */
  | { readonly kind: 'already'; readonly mute: Mute };

/** A mute, and what it held back so far. */
export interface MuteInForce {
  readonly mute: Mute;
  readonly heldBack: readonly HeldBackSummary[];
}

export interface Collected {
  readonly workloads: readonly HeldBackSummary[];
  /** 0 where nothing is collected. */
  readonly until: Instant;
}

/** A second wish that would end so shortly after the first says nothing new. */
const SAME_WISH: Milliseconds = MINUTE;

/** What people say about mutes. Done again after a kill, each wish comes out as it did the first time. */
export class Muting {
  readonly #means: MutingMeans;

  constructor(means: MutingMeans) {
    this.#means = means;
  }

  mute(wish: MuteWish): Promise<Muted> {
    return this.#means.inTurn(() => this.#mute(wish));
  }

  /** Ends every mute of a workload; the mutes that there were. */
  unmute(said: Said): Promise<readonly MuteInForce[]> {
    return this.#means.inTurn(() => this.#unmute(said));
  }

  /** The mutes that someone ended at a moment: what was done is not done again, and said as it was. */
  async endedBy({ by, at }: Pick<Said, 'by' | 'at'>): Promise<readonly MuteInForce[]> {
    return (await this.#means.store.endedAt(at)).filter((ended) => ended.by.id === by.id);
  }

  /** The mutes that hold now, in the order in which they were said. */
  async inForce(): Promise<readonly MuteInForce[]> {
    const { store, clock } = this.#means;
    const now = clock.now();
    const [mutes, heldBack] = await Promise.all([store.mutes(), store.heldBack()]);
    const holding = mutes.filter((mute) => !isOver(mute, now));
    return holding.map((mute) => ({ mute, heldBack: heldBackBy(mute, heldBack).map(summaryOf) }));
  }

  /** What quiet hours collected so far, and when the last of them end. */
  async collected(): Promise<Collected> {
    const { store, clock, quietHours } = this.#means;
    const held = (await store.heldBack()).filter(({ why }) => why === 'quiet-hours');
    const ends = held.map((each) => quietUntil(quietHours, each, clock.now()) ?? clock.now());
    return { workloads: held.map(summaryOf), until: Math.max(0, ...ends) };
  }

  async #mute({ workload, by, at, span, ...place }: MuteWish): Promise<Muted> {
    const { store, clock, conduct } = this.#means;
    const until = span === 'forever' ? undefined : at + span;
    const known = muteOf(await store.mutes(), workload, clock.now());
    if (known !== undefined && endsLike(known, { until }) && (known.since !== at || known.by.id !== by.id)) {
      return { kind: 'already', mute: known };
    }
    const shownIn = place.investigation ?? (await this.#threadOf(place.services));
    const mute: Mute = { workload, by, since: at, until, shownIn };
    await store.mute(mute);
    if (shownIn !== undefined) await conduct.handle(shownIn, { kind: 'muted', until, by, at });
    return { kind: 'muted', mute };
  }

  async #unmute({ workload, by, at }: Said): Promise<readonly MuteInForce[]> {
    const { store, conduct, announce } = this.#means;
    // One that was said later is not meant by it.
    const ended = (await store.mutes()).filter((mute) => mute.since <= at && concern(mute.workload, workload));
    if (ended.length === 0) return this.endedBy({ by, at });
    for (const { shownIn } of ended) {
      if (shownIn !== undefined) await conduct.handle(shownIn, { kind: 'unmuted', by, at });
    }
    const heldBack = await store.heldBack();
    const released = heldBack.filter((held) => ended.some((mute) => heldBackBy(mute, [held]).length > 0));
    const outcome = ended.map(
      (mute): EndedMute => ({ mute, heldBack: heldBackBy(mute, heldBack).map(summaryOf), by: { id: by.id }, at }),
    );
    await store.end({
      mutes: ended.map((mute) => muteKey(mute.workload)),
      heldBack: released,
      announcements: announcementsOf(released).map((each) => ({ ...each, endedBy: by })),
      ended: outcome,
    });
    announce();
    return outcome;
  }

  /** The newest thread of a workload that still takes its alerts. */
  async #threadOf(services: readonly Service[]): Promise<string | undefined> {
    const { investigations, clock, cooldown } = this.#means;
    const found = await Promise.all(services.map(({ workload }) => investigations.newestOf(workloadKey(workload))));
    const open = found.filter((each) => each !== undefined && stillOpen(each, clock.now(), cooldown));
    return open.toSorted((a, b) => (b?.openedAt ?? 0) - (a?.openedAt ?? 0))[0]?.id;
  }
}

function endsLike(known: Mute, wish: Pick<Mute, 'until'>): boolean {
  return endOf(known) === endOf(wish) || Math.abs(endOf(known) - endOf(wish)) < SAME_WISH;
}

function heldBackBy({ workload }: Mute, heldBack: readonly HeldBack[]): readonly HeldBack[] {
  return heldBack.filter(({ why, service }) => why === 'mute' && service && covers(workload, service.workload));
}
