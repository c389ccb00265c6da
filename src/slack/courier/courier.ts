import { type Alarm, elapsed } from '../../foundation/clock.ts';
import { explain } from '../../foundation/errors.ts';
import type { Parcel } from '../../investigation/outbox.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { methodOf } from './call.ts';
import { type DeliveryDesk, deliver, picturesOf } from './delivery.ts';
import { Digests } from './digests.ts';
import { Drafts } from './drafts.ts';
import {
  deliverable,
  isDigest,
  isPictured,
  isPointer,
  isPost,
  laneOf,
  methodFor,
  mostUrgentFirst,
  opensThread,
  type Ranked,
  type Standing,
  standingOf,
  waitsToOpen,
} from './order.ts';
import { Pace, type Turn } from './pace.ts';
import { Pictures } from './pictures.ts';
import { type Problem, problemOf } from './problem.ts';
import { Undelivered } from './undelivered.ts';
import { Waits } from './waits.ts';
import { type CourierWatch, NO_WATCH } from './watch.ts';

export interface CourierDependencies extends Omit<DeliveryDesk, 'pictures' | 'digests' | 'posted'> {
  readonly alarm: Alarm;
  /** Nothing can be posted in the channel in which a thread was to begin. Whether it begins in another one. */
  readonly channelClosed?: ((investigation: Investigation) => Promise<boolean>) | undefined;
  /** The ids of alerts that are still to be taken up, among which may be worse ones than those of the openings that wait. */
  readonly toCome: () => Promise<ReadonlySet<number>>;
  /** Someone deleted the thread: nothing more can be posted there. */
  readonly threadGone: (investigation: Investigation) => Promise<void>;
  /** Counts what becomes of messages. */
  readonly watch?: CourierWatch | undefined;
  readonly log: { warn(facts: object, message: string): void; error(facts: object, message: string): void };
}

/** After a fault of the store itself. */
const RECOVERY: Milliseconds = 5 * SECOND;

/** Slack takes 50 updates a minute: most of them are for those who click. */
const BETWEEN_DIGEST_UPDATES: Milliseconds = 5 * SECOND;

/** Pictures of so many messages are uploaded side by side: more would only meet Slack's limits sooner. */
const PREPARED_AT_ONCE = 4;

const FILE_METHODS = ['files.getUploadURLExternal', 'files.completeUploadExternal', 'files.info'] as const;

/**
 * Delivers the outbox: each investigation's messages in their order, different investigations side by side, the most
 * urgent first where Slack takes one message a second. A parcel names a slot; what it says is composed when it is sent,
 * so that many changes make one update. Pictures are prepared beside, while a message waits for its turn; one that is
 * late is added to its message in place.
 */
export class Courier {
  readonly #dependencies: CourierDependencies;
  readonly #desk: DeliveryDesk;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #preparing = new Map<number, Promise<void>>();
  readonly #standings = new Map<string, Standing & { readonly version: number }>();
  readonly #drafts: Drafts;
  readonly #pace: Pace;
  readonly #waits: Waits;
  readonly #watch: CourierWatch;
  readonly #undelivered: Undelivered;
  #looking: Promise<void> | undefined;
  #woken = false;
  #opens = true;
  #stopped = false;
  /** First replies that were posted and show no picture yet. */
  readonly #withoutPicture = new Set<number>();
  readonly #digestsAgain = new Map<number, Milliseconds>();
  #silence = () => {};

  constructor(dependencies: CourierDependencies) {
    this.#dependencies = dependencies;
    this.#watch = dependencies.watch ?? NO_WATCH;
    this.#desk = {
      ...dependencies,
      pictures: new Pictures(dependencies),
      digests: new Digests(dependencies),
      posted: (slot, investigation) => this.#watch.posted(slot, investigation),
    };
    this.#drafts = new Drafts(dependencies.clock);
    this.#pace = new Pace(dependencies.clock);
    this.#waits = new Waits(dependencies.clock);
    this.#undelivered = new Undelivered(dependencies.clock);
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

  /** What keeps messages back, and what fixes it; undefined when nothing does. */
  trouble(): string | undefined {
    return this.#undelivered.trouble();
  }

  /** Resolves when nothing is under way (parcels may wait for a later try). */
  async idle(): Promise<void> {
    while (this.#looking !== undefined || this.#lanes.size + this.#preparing.size > 0) await this.#underWay();
  }

  /** From now on no thread is opened that no one has asked for: alerts are taken up no longer, and a later one may be worse. */
  openNoMore(): void {
    this.#opens = false;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#silence();
    await this.#underWay();
  }

  async #underWay(): Promise<void> {
    await Promise.all([this.#looking, ...this.#lanes.values(), ...this.#preparing.values()]);
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
    const preparing = new Set(this.#preparing.keys());
    let ranked = await this.#rankedPending();
    // An opening that is on its way stands for itself.
    const notBegun = ranked.filter(({ parcel }) => !busy.has(laneOf(parcel)));
    if (this.#opens && (await this.#desk.digests.gather(notBegun))) ranked = await this.#rankedPending();
    let next = Number.POSITIVE_INFINITY;
    /** Channels in which something more urgent waits for its turn: there nothing goes ahead of its own. */
    const inQueue = new Set<string>();
    const first = new Set(deliverable(ranked.map(({ parcel }) => parcel).sort((a, b) => a.id - b.id)));
    const alone = channelsWithOneThread([...first], ranked);
    for (const { parcel, standing } of ranked) {
      if (this.#stopped) return;
      const { channel, evidenceComing } = standing;
      const plan = this.#drafts.plan(parcel, {
        pictured: isPictured(parcel),
        evidenceComing: evidenceComing && parcel.slot === 'status',
      });
      if (plan.prepare > 0) next = Math.min(next, plan.prepare);
      else if (!preparing.has(parcel.id) && this.#preparing.size < PREPARED_AT_ONCE) this.#prepareBeside(parcel);
      if (busy.has(laneOf(parcel)) || !first.has(parcel)) continue;
      const burst = parcel.slot === 'status' && alone.has(channel) && !inQueue.has(channel);
      const opening = this.#openingPause({ parcel, standing });
      const ready = Math.max(plan.send, this.#waits.left(parcel), this.#digestPause(parcel), opening);
      const turn = this.#pace.left(methodFor(parcel), channel, burst);
      if (Math.max(ready, turn) > 0) {
        next = Math.min(next, Math.max(ready, turn));
        if (ready === 0 && isPost(parcel)) inQueue.add(channel);
        continue;
      }
      busy.add(laneOf(parcel));
      this.#begin(parcel, isPost(parcel) ? this.#pace.take(channel, burst) : undefined);
    }
    if (Number.isFinite(next)) this.#wakeIn(next);
  }

  async #rankedPending(): Promise<readonly Ranked[]> {
    const pending = await this.#dependencies.outbox.pending();
    this.#forgetAllBut(new Set(pending.map(({ investigation }) => investigation)));
    return mostUrgentFirst(await this.#ranked(pending));
  }

  /** A digest changes with each thread that opens: one update takes up what came in a while. */
  #digestPause(parcel: Parcel): Milliseconds {
    if (!isDigest(parcel) || parcel.ts === null) return 0;
    return Math.max(0, (this.#digestsAgain.get(parcel.id) ?? 0) - elapsed(this.#dependencies.clock));
  }

  /** What opens a thread waits until it is known which workload is the worst. */
  #openingPause(ranked: Ranked): Milliseconds {
    if (!waitsToOpen(ranked)) return 0;
    return this.#opens ? this.#desk.digests.pauseIn(ranked.standing.channel) : Number.POSITIVE_INFINITY;
  }

  /** Loads what decides the order once for each state of an investigation. */
  async #ranked(parcels: readonly Parcel[]): Promise<readonly Ranked[]> {
    const newest = new Map<string, number>();
    for (const { investigation, slot, wanted } of parcels) {
      // A digest counts something else.
      if (isDigest({ slot })) continue;
      newest.set(investigation, Math.max(wanted, newest.get(investigation) ?? 0));
    }
    const ranked: Ranked[] = [];
    for (const parcel of parcels) {
      const known = this.#standings.get(parcel.investigation);
      const version = newest.get(parcel.investigation) ?? 0;
      const standing = known !== undefined && known.version >= version ? known : await this.#standingOf(parcel);
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
    const standing = { ...standingOf(investigation), version: investigation.version };
    this.#standings.set(parcel.investigation, standing);
    return standing;
  }

  #forgetAllBut(pending: ReadonlySet<string>): void {
    for (const id of this.#standings.keys()) if (!pending.has(id)) this.#standings.delete(id);
  }

  #prepareBeside(parcel: Parcel): void {
    const prepared = this.#prepare(parcel).finally(() => {
      this.#preparing.delete(parcel.id);
      this.wake();
    });
    this.#preparing.set(parcel.id, prepared);
  }

  async #prepare(parcel: Parcel): Promise<void> {
    try {
      const pictures = await this.#desk.pictures.missing(await picturesOf(this.#desk, parcel));
      const held = Math.max(...FILE_METHODS.map((method) => this.#pace.left(method, '')));
      if (pictures.length > 0 && held > 0) return this.#drafts.wait(parcel, held);
      for (const picture of pictures) await this.#desk.pictures.prepare(picture);
      this.#drafts.prepared(parcel);
    } catch (error) {
      const problem = problemOf(error, 0);
      if (problem.kind === 'slower') return this.#pace.hold(methodOf(error), '', problem.after);
      const weight = problem.kind === 'picture' ? problem.weight : 'not-ready';
      if (!this.#drafts.trouble(parcel, weight)) return;
      const { investigation, slot } = parcel;
      const facts = { investigation, slot, reason: explain(error) };
      this.#dependencies.log.warn(facts, 'the message goes out without its picture');
    }
  }

  #begin(parcel: Parcel, turn: Turn | undefined): void {
    this.#lanes.set(laneOf(parcel), this.#lane(parcel, turn));
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
    this.#lanes.delete(laneOf(parcel));
    this.wake();
  }

  async #attempt(parcel: Parcel, turn: Turn | undefined): Promise<void> {
    const { store, outbox } = this.#dependencies;
    const investigation = await store.load(parcel.investigation);
    if (investigation === undefined) return outbox.giveUp(parcel.id, 'its investigation is no longer stored');
    try {
      const whole = await deliver(this.#desk, parcel, { investigation, dress: this.#drafts.dressOf(parcel) });
      if (turn !== undefined) this.#pace.posted(turn);
      if (isDigest(parcel)) {
        this.#digestsAgain.set(parcel.id, elapsed(this.#dependencies.clock) + BETWEEN_DIGEST_UPDATES);
      }
      this.#undelivered.delivered(investigation.place.channel);
      this.#noteFirstPicture(parcel, whole, investigation);
      if (whole) this.#settled(parcel.id);
      else this.#drafts.shown(parcel, investigation.version);
    } catch (error) {
      const problem = problemOf(error, parcel.failures);
      const method = methodOf(error);
      if (problem.kind === 'slower') this.#pace.hold(method, investigation.place.channel, problem.after);
      // A message that Slack asked to send later has not used its turn: it is not to wait longer than that.
      const posted = method === 'chat.postMessage' && problem.kind !== 'slower';
      if (turn !== undefined && !posted) this.#pace.giveBack(turn);
      await this.#settle(parcel, investigation, problem);
    }
  }

  /** Of first replies that this process posted: of others it is not known how long they stand. */
  #noteFirstPicture(parcel: Parcel, whole: boolean, { openedAt, steps, firstReply }: Investigation): void {
    if (parcel.slot !== 'status') return;
    if (parcel.ts === null) this.#withoutPicture.add(parcel.id);
    if (!whole || steps.find(({ key }) => key === firstReply)?.facts?.picture === undefined) return;
    if (this.#withoutPicture.delete(parcel.id)) this.#watch.firstPicture(this.#dependencies.clock.now() - openedAt);
  }

  async #settle(parcel: Parcel, investigation: Investigation, problem: Problem): Promise<void> {
    const { outbox, log } = this.#dependencies;
    const facts = { investigation: parcel.investigation, slot: parcel.slot, channel: investigation.place.channel };
    switch (problem.kind) {
      case 'slower':
        this.#watch.refused();
        return outbox.postponed(parcel.id, this.#waits.begin(parcel.id, problem.after));
      case 'later':
        // Its own thread must not wait for a channel that Leakbot cannot post into any longer.
        if (isPointer(parcel) && problem.lasting === true) return this.#giveUp(parcel, problem.say ?? 'refused');
        this.#watch.retried();
        if (problem.closed === true && (await this.#beginsElsewhere(parcel, investigation))) {
          return log.warn({ ...facts, say: problem.say }, 'the thread begins in another channel');
        }
        this.#undelivered.failed(facts.channel, {
          say: problem.say ?? 'Slack does not answer.',
          lasting: problem.lasting === true,
        });
        if (problem.say !== undefined) log.warn({ ...facts, say: problem.say }, 'not delivered yet');
        return outbox.failed(parcel.id, this.#waits.begin(parcel.id, problem.after));
      case 'picture':
        if (this.#drafts.trouble(parcel, problem.weight))
          log.warn({ ...facts, reason: problem.reason }, 'the message goes out without its picture');
        return this.#desk.pictures.doubt(await picturesOf(this.#desk, parcel));
      case 'malformed':
        if (this.#drafts.isPlain(parcel)) {
          log.error({ ...facts, reason: problem.reason }, 'Slack will never take this message');
          return this.#giveUp(parcel, problem.reason);
        }
        log.error({ ...facts, reason: problem.reason }, 'Slack does not take this message: only its text goes out');
        return this.#drafts.malformed(parcel);
      case 'gone':
        log.error({ ...facts, reason: problem.reason }, 'someone deleted the message: it is not brought up to date');
        await this.#giveUp(parcel, problem.reason);
        if (isPost(parcel) && !opensThread(parcel) && !isPointer(parcel)) {
          log.warn(facts, 'someone deleted the thread: its investigation is cancelled, /leak starts a new one');
          await this.#dependencies.threadGone(investigation);
        }
    }
  }

  /** The channel of a service may be one that Leakbot was never invited to. */
  async #beginsElsewhere({ slot, ts }: Parcel, investigation: Investigation): Promise<boolean> {
    const { channelClosed } = this.#dependencies;
    return slot === 'root' && ts === null && (await channelClosed?.(investigation)) === true;
  }

  async #giveUp(parcel: Parcel, reason: string): Promise<void> {
    this.#watch.gaveUp();
    this.#settled(parcel.id);
    await this.#dependencies.outbox.giveUp(parcel.id, reason);
  }

  #settled(parcel: number): void {
    this.#drafts.forget(parcel);
    this.#waits.end(parcel);
  }
}

/** Channels in which no second thread waits to post: only there a first reply may go ahead of its turn. */
function channelsWithOneThread(parcels: readonly Parcel[], ranked: readonly Ranked[]): ReadonlySet<string> {
  const channels = new Map(ranked.map(({ parcel, standing }) => [parcel.id, standing.channel]));
  const posts = Map.groupBy(parcels.filter(isPost), ({ id }) => channels.get(id) ?? '');
  return new Set([...posts].filter(([, waiting]) => waiting.length === 1).map(([channel]) => channel));
}
