import { type Clock, elapsed } from '../../foundation/clock.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../measurement/duration.ts';
import type { Method } from './call.ts';

/** How close posts in one channel follow each other, as spans. */
const POSTS = {
  /** Slack takes about one new message a second in a channel, and short bursts. */
  apart: SECOND,
  /** How far a first reply may be ahead of that; later posts wait longer for it. One post, set by hand. */
  ahead: SECOND,
  /** None is ahead for so long after Slack asked for a pause between posts. Set by hand. */
  noneAhead: 10 * MINUTE,
} as const;

/** A turn that was taken: to be given back when nothing was posted after all. */
export interface Turn {
  readonly channel: string;
}

/**
 * Spaces calls out, each method in each channel by itself, so that many threads in one channel do not run into Slack's
 * limit all at once. Waits are held against a clock that never jumps.
 */
export class Pace {
  readonly #clock: Clock;
  /** When the posts so far are paid off, at one a second. */
  readonly #paidOff = new Map<string, Milliseconds>();
  /** Until when Slack asked to wait. Apart from the turns: giving one back must not end a wait. */
  readonly #holds = new Map<string, Milliseconds>();
  readonly #noBurst = new Map<string, Milliseconds>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long a method must not be called in a channel; `burst` where a post may follow another at once. */
  left(method: Method, channel: string, burst = false): Milliseconds {
    const now = elapsed(this.#clock);
    const held = (this.#holds.get(keyOf(method, channel)) ?? now) - now;
    if (method !== 'chat.postMessage') return Math.max(0, held);
    const ahead = burst && (this.#noBurst.get(channel) ?? now) <= now ? POSTS.ahead : 0;
    return Math.max(0, held, (this.#paidOff.get(channel) ?? now) - ahead - now);
  }

  /** The turn to post a message, if it may be posted now. */
  take(channel: string, burst = false): Turn | undefined {
    if (this.left('chat.postMessage', channel, burst) > 0) return undefined;
    const now = elapsed(this.#clock);
    this.#paidOff.set(channel, Math.max(this.#paidOff.get(channel) ?? now, now) + POSTS.apart);
    return { channel };
  }

  /** Nothing was posted after all. A hold that Slack asked for stays. */
  giveBack({ channel }: Turn): void {
    const paidOff = this.#paidOff.get(channel);
    if (paidOff !== undefined) this.#paidOff.set(channel, paidOff - POSTS.apart);
  }

  /** A message stands. Where Slack takes no burst its second begins when the message arrives, which may be late. */
  posted({ channel }: Turn): void {
    const now = elapsed(this.#clock);
    if ((this.#noBurst.get(channel) ?? now) <= now) return;
    this.#paidOff.set(channel, Math.max(this.#paidOff.get(channel) ?? now, now + POSTS.apart));
  }

  /** Slack asked for a pause. */
  hold(method: Method, channel: string, pause: Milliseconds): void {
    const now = elapsed(this.#clock);
    const key = keyOf(method, channel);
    this.#holds.set(key, Math.max(this.#holds.get(key) ?? now, now + pause));
    if (method === 'chat.postMessage') this.#noBurst.set(channel, now + POSTS.noneAhead);
  }
}

/** Files belong to no channel: what one of their methods is asked to wait holds wherever the picture is to go. */
function keyOf(method: Method, channel: string): string {
  return method.startsWith('files.') ? method : `${method} ${channel}`;
}
