import { type Clock, elapsed } from '../../foundation/clock.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import type { Method } from './call.ts';

/** Slack takes about one new message a second in a channel. */
const BETWEEN_POSTS = SECOND;

/** A turn that was taken: to be given back when nothing was posted after all. */
export interface Turn {
  readonly channel: string;
  readonly before: Milliseconds;
  readonly until: Milliseconds;
}

/**
 * Spaces calls out, each method in each channel by itself, so that many threads in one channel do not run into Slack's
 * limit all at once. Waits are held against a clock that never jumps.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #next = new Map<string, Milliseconds>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long a method must not be called in a channel. */
  left(method: Method, channel: string): Milliseconds {
    return Math.max(0, this.#nextOf(method, channel) - elapsed(this.#clock));
  }

  /** The turn to post a message, if it may be posted now. */
  take(channel: string): Turn | undefined {
    if (this.left('chat.postMessage', channel) > 0) return undefined;
    const before = this.#nextOf('chat.postMessage', channel);
    const until = elapsed(this.#clock) + BETWEEN_POSTS;
    this.#next.set(keyOf('chat.postMessage', channel), until);
    return { channel, before, until };
  }

  /** Nothing was posted after all. A hold that Slack asked for since stays. */
  giveBack({ channel, before, until }: Turn): void {
    if (this.#nextOf('chat.postMessage', channel) === until) {
      this.#next.set(keyOf('chat.postMessage', channel), before);
    }
  }

  /** Slack asked for a pause. */
  hold(method: Method, channel: string, pause: Milliseconds): void {
    const until = elapsed(this.#clock) + pause;
    this.#next.set(keyOf(method, channel), Math.max(this.#nextOf(method, channel), until));
  }

  #nextOf(method: Method, channel: string): Milliseconds {
    return this.#next.get(keyOf(method, channel)) ?? Number.NEGATIVE_INFINITY;
  }
}

function keyOf(method: Method, channel: string): string {
  return `${method} ${channel}`;
}
