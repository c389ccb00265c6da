import type * as webApi from '@slack/web-api';
import { type Alarm, type Clock, elapsed } from '../../foundation/clock.ts';
import { explain } from '../../foundation/errors.ts';
import type { AnnouncementStore, WaitingAnnouncement } from '../../investigation/silence/store.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { heldBackMessage } from '../blocks/held-back.ts';
import type { ComposedMessage } from '../blocks/message.ts';
import { findOwnPost } from './own-post.ts';
import { isRefusal, problemOf } from './problem.ts';
import { Undelivered } from './undelivered.ts';
import { type CourierWatch, NO_WATCH } from './watch.ts';

export interface AnnouncerMeans {
  readonly client: webApi.WebClient;
  readonly store: AnnouncementStore;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly watch?: CourierWatch | undefined;
  readonly log: { warn(facts: object, message: string): void; error(facts: object, message: string): void };
}

/** After a fault of the store itself. */
const RECOVERY: Milliseconds = 5 * SECOND;

/**
 * Posts messages that belong to no investigation, one after the other and each once. There are a few a day: they take no
 * turns with the courier, and wait where Slack asks for it.
 */
export class Announcer {
  readonly #means: AnnouncerMeans;
  /** No post in a channel is tried before this, on the clock that never jumps. */
  readonly #waits = new Map<string, Milliseconds>();
  /** Of these Slack does not take the blocks: their text may be taken. */
  readonly #plain = new Set<number>();
  readonly #undelivered: Undelivered;
  #posting: Promise<void> | undefined;
  #woken = false;
  #stopped = false;
  #silence = () => {};

  constructor(means: AnnouncerMeans) {
    this.#means = means;
    this.#undelivered = new Undelivered(means.clock);
  }

  /** There may be something to post. Returns at once. */
  wake(): void {
    this.#woken = true;
    if (this.#posting !== undefined || this.#stopped) return;
    this.#posting = this.#postAll()
      .catch((error: unknown) => {
        this.#means.log.error({ error: explain(error) }, 'announcements could not be read or written');
        this.#wakeIn(RECOVERY);
      })
      .finally(() => {
        this.#posting = undefined;
        if (this.#woken) this.wake();
      });
  }

  /** What keeps announcements back, and what fixes it; undefined when nothing does. */
  trouble(): string | undefined {
    return this.#undelivered.trouble();
  }

  async idle(): Promise<void> {
    while (this.#posting !== undefined) await this.#posting;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#silence();
    await this.#posting;
  }

  async #postAll(): Promise<void> {
    const { store, clock } = this.#means;
    this.#woken = false;
    let next = Number.POSITIVE_INFINITY;
    for (const waiting of await store.waiting()) {
      if (this.#stopped) return;
      const { channel } = waiting.announcement;
      const left = (this.#waits.get(channel) ?? 0) - elapsed(clock);
      if (left <= 0) await this.#post(waiting);
      next = Math.min(next, Math.max(0, (this.#waits.get(channel) ?? Number.POSITIVE_INFINITY) - elapsed(clock)));
    }
    if (Number.isFinite(next)) this.#wakeIn(next);
  }

  #wakeIn(pause: Milliseconds): void {
    const { clock, alarm } = this.#means;
    this.#silence();
    this.#silence = alarm(clock.now() + pause, () => this.wake());
  }

  async #post(waiting: WaitingAnnouncement): Promise<void> {
    const { store } = this.#means;
    const { id, announcement } = waiting;
    this.#waits.delete(announcement.channel);
    try {
      await this.#deliver(waiting, heldBackMessage(announcement));
      this.#undelivered.delivered(announcement.channel);
      await store.done(id);
    } catch (error) {
      await this.#settle(waiting, error);
    }
  }

  async #deliver({ id, announcement, attemptedAt }: WaitingAnnouncement, message: ComposedMessage): Promise<void> {
    const { client, store, clock } = this.#means;
    const { channel } = announcement;
    const key = { investigation: `announcement ${id}`, slot: 'announcement' };
    // A post whose answer was lost may stand in the channel already.
    if (attemptedAt !== null && (await findOwnPost(client, { ...key, attemptedAt }, { channel, now: clock.now() })))
      return;
    await store.attempting(id, clock.now());
    const post = {
      channel,
      text: message.text,
      parse: 'none',
      blocks: this.#plain.has(id) ? [] : message.blocks,
      metadata: { event_type: 'leakbot_message', event_payload: key },
      unfurl_links: false,
      unfurl_media: false,
    } as Parameters<typeof client.chat.postMessage>[0];
    await client.chat.postMessage(post).catch(async (error: unknown) => {
      if (isRefusal(error)) await store.refused(id);
      throw error;
    });
  }

  async #settle({ id, announcement, failures }: WaitingAnnouncement, error: unknown): Promise<void> {
    const { store, clock, log, watch = NO_WATCH } = this.#means;
    const { channel } = announcement;
    const problem = problemOf(error, failures);
    if (problem.kind === 'slower' || problem.kind === 'later') {
      this.#waits.set(channel, elapsed(clock) + problem.after);
      if (problem.kind === 'slower') return watch.refused();
      watch.retried();
      const say = problem.say ?? explain(error);
      this.#undelivered.failed(channel, { say, lasting: problem.lasting === true });
      log.warn({ channel, say }, 'an announcement is not delivered yet');
      return store.failed(id);
    }
    const reason = problem.reason;
    if (problem.kind === 'malformed' && !this.#plain.has(id)) {
      log.error({ channel, reason }, 'Slack does not take an announcement: only its text goes out');
      this.#plain.add(id);
      this.#woken = true;
      return;
    }
    watch.gaveUp();
    log.error({ channel, reason, announcement }, 'Slack will never take this announcement');
    await store.done(id);
  }
}
