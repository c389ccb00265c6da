import type { Alarm, Clock, Instant } from '../../foundation/clock.ts';
import { InvalidInputError } from '../../foundation/errors.ts';
import { SerialQueues } from '../../foundation/serial-queue.ts';
import { StoreError } from '../../foundation/store-error.ts';
import type { GestureStore, WaitingGesture } from '../../investigation/gestures.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../measurement/duration.ts';
import type { Reply } from './answer.ts';
import { type Gesture, laneOf, readGesture } from './gesture.ts';

export interface GestureWorkDependencies {
  readonly store: GestureStore;
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** Does what a gesture asks for; its effect is stored together with the gesture's end. What is to be said comes back. */
  readonly perform: (gesture: Gesture, at: Instant) => Promise<Reply | undefined>;
  readonly answer: (gesture: Gesture, reply: Reply) => Promise<void>;
  readonly report: (problem: string, error: unknown) => void;
  /** Whether what is stored is done here; where not, whoever leads takes it up. By default it is. */
  readonly leads?: (() => boolean) | undefined;
}

/** After a failed try to answer; when all are over, the answer is given up. */
const ANSWER_AGAIN: readonly Milliseconds[] = [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE];

/** After a failure of the store, as when its server starts again. */
const STORE_AGAIN: readonly Milliseconds[] = [SECOND, 5 * SECOND, 30 * SECOND];

/**
 * What people do is a fact: it is stored before it is acknowledged and done from the store, also by the next process. So
 * an acknowledgement waits for the store alone, and neither a kill nor a silent Slack loses what it acknowledged.
 */
export class GestureWork {
  readonly #means: GestureWorkDependencies;
  readonly #lanes = new SerialQueues();
  readonly #busy = new Set<Promise<void>>();
  /** Take back the tries to answer that wait; the gestures stay in the store. */
  readonly #pauses = new Set<() => void>();
  #stopped = false;
  /** Keys of what this process stores just now, or does: what is read from the store may be among it. */
  readonly #own = new Set<string>();
  /** Of those, what was completed since the store was read last. */
  readonly #completed = new Set<string>();

  constructor(means: GestureWorkDependencies) {
    this.#means = means;
  }

  /** Resolves when what Slack delivered may be acknowledged. Rejects with InvalidInputError for what is no delivery of Slack's. */
  async take(body: unknown): Promise<void> {
    const reading = readGesture(body);
    if (reading.kind === 'malformed') throw new InvalidInputError(`not a delivery of Slack’s: ${reading.problem}`);
    if (reading.kind === 'nothing') return;
    const { store, clock, leads = () => true } = this.#means;
    const waiting = { key: reading.gesture.key, body, receivedAt: clock.now() };
    if (!leads()) return void (await store.keep(waiting));
    const delivered = !this.#own.has(waiting.key);
    this.#own.add(waiting.key);
    try {
      if (await store.keep(waiting)) return this.#begin(waiting);
    } catch (error) {
      if (delivered) this.#own.delete(waiting.key);
      throw error;
    }
    if (delivered) this.#own.delete(waiting.key);
  }

  /** Takes up what an earlier process left, or another one stored; resolves when all of it is under way, before what comes now. */
  async takeUp(): Promise<void> {
    const { store } = this.#means;
    this.#completed.clear();
    for (const waiting of await store.waiting()) {
      if (this.#own.has(waiting.key) || this.#completed.has(waiting.key)) continue;
      // It was done, and its answer may have been seen: given again it would be a second one.
      if (waiting.answering) await store.done(waiting.key);
      else this.#begin(waiting);
    }
  }

  /** Resolves when nothing is being done; an answer that waits for its next try is not waited for. */
  async idle(): Promise<void> {
    while (this.#busy.size > 0) await Promise.allSettled(this.#busy);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const forget of this.#pauses) forget();
    await this.idle();
  }

  #begin(waiting: WaitingGesture): void {
    const reading = readGesture(waiting.body);
    // A later version may have kept what this one cannot read.
    if (reading.kind !== 'gesture') return;
    this.#own.add(waiting.key);
    this.#attend(waiting.key, this.#do(reading.gesture, waiting.receivedAt));
  }

  /** Until `work` says that it is not through yet. */
  #attend(key: string, work: Promise<'through' | 'later'>): void {
    const attended = work
      .catch((error: unknown) => {
        this.#means.report('what someone did in Slack could not be completed', error);
        return 'through' as const;
      })
      .then((end) => {
        this.#busy.delete(attended);
        if (end === 'later') return;
        this.#completed.add(key);
        this.#own.delete(key);
      });
    this.#busy.add(attended);
  }

  async #do(gesture: Gesture, at: Instant, pauses = STORE_AGAIN): Promise<'through' | 'later'> {
    const [pause, ...further] = pauses;
    try {
      const reply = await this.#lanes.run(laneOf(gesture), () => this.#performed(gesture, at, pause === undefined));
      return await this.#finish(gesture, reply, ANSWER_AGAIN);
    } catch (error) {
      if (!(error instanceof StoreError) || pause === undefined) throw error;
      this.#later(gesture.key, pause, () => this.#do(gesture, at, further));
      return 'later';
    }
  }

  /** Where the store failed, nothing was done: it is tried again unless this is the `last` try. */
  async #performed(gesture: Gesture, at: Instant, last: boolean): Promise<Reply | undefined> {
    try {
      return await this.#means.perform(gesture, at);
    } catch (error) {
      if (error instanceof StoreError && !last) throw error;
      this.#means.report('a Slack event could not be handled', error);
      return { text: gesture.kind === 'click' ? DID_NOT_WORK : NOTHING_STARTED };
    }
  }

  async #finish(
    gesture: Gesture,
    reply: Reply | undefined,
    pauses: readonly Milliseconds[],
  ): Promise<'through' | 'later'> {
    const { store, answer, report } = this.#means;
    try {
      if (reply !== undefined) {
        // The Home tab drawn twice is the same page.
        if (gesture.kind !== 'home-opened') await store.answering(gesture.key);
        await answer(gesture, reply);
      }
    } catch (error) {
      await store.unanswered(gesture.key);
      const [pause, ...further] = pauses;
      if (pause !== undefined) {
        this.#later(gesture.key, pause, () => this.#finish(gesture, reply, further));
        return 'later';
      }
      report('an answer could not be given in Slack', error);
    }
    await store.done(gesture.key);
    return 'through';
  }

  #later(key: string, pause: Milliseconds, task: () => Promise<'through' | 'later'>): void {
    if (this.#stopped) return;
    const forget = this.#means.alarm(this.#means.clock.now() + pause, () => {
      this.#pauses.delete(forget);
      this.#attend(key, task());
    });
    this.#pauses.add(forget);
  }
}

const DID_NOT_WORK = 'That did not work; the operator’s log says why.';
const NOTHING_STARTED =
  'Something went wrong on my side, and nothing was started. The operator finds the cause in my log.';
