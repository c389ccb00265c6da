import type { Alarm } from '../../foundation/clock.ts';
import { explain } from '../../foundation/errors.ts';
import type { Parcel } from '../../investigation/outbox.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { methodOf } from './call.ts';
import { type DeliveryDesk, deliver } from './delivery.ts';
import { Doubts } from './doubts.ts';
import { firstOfEach, isPost, methodFor, mostUrgentFirst, type Ranked, type Standing, standingOf } from './order.ts';
import { Pace, type Turn } from './pace.ts';
import { type Problem, problemOf } from './problem.ts';
import { Waits } from './waits.ts';

export interface CourierDependencies extends DeliveryDesk {
  readonly alarm: Alarm;
  /** Someone deleted the thread: nothing more can be posted there. */
  readonly threadGone: (investigation: Investigation) => Promise<void>;
  readonly log: { warn(facts: object, message: string): void; error(facts: object, message: string): void };
}

/** After a fault of the store itself. */
const RECOVERY: Milliseconds = 5 * SECOND;

/**
 * Delivers the outbox: each investigation's messages in their order, different investigations side by side, the most
 * urgent first where Slack takes one message a second. A parcel names a slot; what it says is composed when it is sent,
 * so that many changes make one update.
 */
export class Courier {
  readonly #dependencies: CourierDependencies;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #standings = new Map<string, Standing & { readonly version: number }>();
  readonly #doubts = new Doubts();
  readonly #pace: Pace;
  readonly #waits: Waits;
  #looking: Promise<void> | undefined;
  #woken = false;
  #stopped = false;
  #silence = () => {};

  constructor(dependencies: CourierDependencies) {
    this.#dependencies = dependencies;
    this.#pace = new Pace(dependencies.clock);
    this.#waits = new Waits(dependencies.clock);
  }

  /** There may be something to deliver. Returns at once. */
  wake(): void {
    this.#woken = true;
    if (this.#looking !== undefined || this.#stopped) return;
    this.#looking = this.#lookAround()
      .catch((error: unknown) => {
        this.#dependencies.log.error({ error: explain(error) }, 'the outbox could not be read');
        this.#wakeIn(RECOVERY);
      })
      .finally(() => {
        this.#looking = undefined;
        if (this.#woken) this.wake();
      });
  }

  /** Resolves when nothing is under way (parcels may wait for a later try). */
  async idle(): Promise<void> {
    while (this.#looking !== undefined || this.#lanes.size > 0) await this.#underWay();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#silence();
    await this.#underWay();
  }

  async #underWay(): Promise<void> {
    await Promise.all([this.#looking, ...this.#lanes.values()]);
  }

  #wakeIn(pause: Milliseconds): void {
    const { alarm, clock } = this.#dependencies;
    this.#silence();
    this.#silence = alarm(clock.now() + pause, () => this.wake());
  }

  async #lookAround(): Promise<void> {
    this.#woken = false;
    // A lane that ends while the outbox is read leaves its parcel in what was read.
    const busy = new Set(this.#lanes.keys());
    let next = Number.POSITIVE_INFINITY;
    const pending = firstOfEach(await this.#dependencies.outbox.pending());
    this.#forgetAllBut(new Set(pending.map(({ investigation }) => investigation)));
    for (const { parcel, standing } of mostUrgentFirst(await this.#ranked(pending))) {
      if (this.#stopped || busy.has(parcel.investigation)) continue;
      const wait = Math.max(this.#waits.left(parcel), this.#pace.left(methodFor(parcel), standing.channel));
      if (wait > 0) next = Math.min(next, wait);
      else this.#begin(parcel, isPost(parcel) ? this.#pace.take(standing.channel) : undefined);
    }
    if (Number.isFinite(next) && !this.#stopped) this.#wakeIn(next);
  }

  /** Loads what decides the order once for each state of an investigation. */
  async #ranked(pending: readonly Parcel[]): Promise<readonly Ranked[]> {
    const ranked: Ranked[] = [];
    for (const parcel of pending) {
      const known = this.#standings.get(parcel.investigation);
      const standing = known?.version === parcel.wanted ? known : await this.#standingOf(parcel);
      if (standing !== undefined) ranked.push({ parcel, standing });
    }
    return ranked;
  }

  async #standingOf(parcel: Parcel): Promise<Standing | undefined> {
    const { store, outbox } = this.#dependencies;
    const investigation = await store.load(parcel.investigation);
    if (investigation === undefined) {
      await outbox.giveUp(parcel.id, 'its investigation is no longer stored');
      return undefined;
    }
    const standing = { ...standingOf(investigation), version: parcel.wanted };
    this.#standings.set(parcel.investigation, standing);
    return standing;
  }

  #forgetAllBut(pending: ReadonlySet<string>): void {
    for (const id of this.#standings.keys()) if (!pending.has(id)) this.#standings.delete(id);
  }

  #begin(parcel: Parcel, turn: Turn | undefined): void {
    this.#lanes.set(parcel.investigation, this.#lane(parcel, turn));
  }

  async #lane(parcel: Parcel, turn: Turn | undefined): Promise<void> {
    const { investigation } = parcel;
    try {
      await this.#attempt(parcel, turn);
    } catch (error) {
      this.#dependencies.log.error({ investigation, error: explain(error) }, 'the outbox could not be written');
      // Not stored, because storing is what failed: the parcel's own moment stands for the wait.
      this.#waits.hold(parcel, RECOVERY);
    }
    this.#lanes.delete(investigation);
    this.wake();
  }

  async #attempt(parcel: Parcel, turn: Turn | undefined): Promise<void> {
    const { store, outbox } = this.#dependencies;
    const investigation = await store.load(parcel.investigation);
    if (investigation === undefined) return outbox.giveUp(parcel.id, 'its investigation is no longer stored');
    try {
      await deliver(this.#dependencies, parcel, { investigation, dress: this.#doubts.dressOf(parcel.id) });
      this.#settled(parcel.id);
    } catch (error) {
      const problem = problemOf(error, parcel.failures);
      const method = methodOf(error);
      if (problem.kind === 'slower') this.#pace.hold(method, investigation.place.channel, problem.after);
      // Only a message that was tried to be posted has used its turn.
      if (turn !== undefined && method !== 'chat.postMessage') this.#pace.giveBack(turn);
      await this.#settle(parcel, investigation, problem);
    }
  }

  async #settle(parcel: Parcel, investigation: Investigation, problem: Problem): Promise<void> {
    const { outbox, log } = this.#dependencies;
    const facts = { investigation: parcel.investigation, slot: parcel.slot, channel: investigation.place.channel };
    switch (problem.kind) {
      case 'slower':
        return outbox.postponed(parcel.id, this.#waits.begin(parcel.id, problem.after));
      case 'later':
        if (problem.say !== undefined) log.warn({ ...facts, say: problem.say }, 'not delivered yet');
        return outbox.failed(parcel.id, this.#waits.begin(parcel.id, problem.after));
      case 'picture': {
        const pause = this.#doubts.picture(parcel.id, problem.weight);
        if (pause === 0) log.warn({ ...facts, reason: problem.reason }, 'the message goes out without its picture');
        return outbox.postponed(parcel.id, this.#waits.begin(parcel.id, pause));
      }
      case 'malformed':
        if (this.#doubts.isPlain(parcel.id)) {
          log.error({ ...facts, reason: problem.reason }, 'Slack will never take this message');
          return this.#giveUp(parcel, problem.reason);
        }
        log.error({ ...facts, reason: problem.reason }, 'Slack does not take this message: only its text goes out');
        return this.#doubts.malformed(parcel.id);
      case 'gone':
        log.error({ ...facts, reason: problem.reason }, 'someone deleted the message: it is not brought up to date');
        await this.#giveUp(parcel, problem.reason);
        if (isPost(parcel) && parcel.slot !== 'root') {
          log.warn(facts, 'someone deleted the thread: its investigation is cancelled, /leak starts a new one');
          await this.#dependencies.threadGone(investigation);
        }
    }
  }

  async #giveUp(parcel: Parcel, reason: string): Promise<void> {
    this.#settled(parcel.id);
    await this.#dependencies.outbox.giveUp(parcel.id, reason);
  }

  #settled(parcel: number): void {
    this.#doubts.forget(parcel);
    this.#waits.end(parcel);
  }
}
