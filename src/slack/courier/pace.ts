import type { Clock, Instant } from '../../foundation/clock.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';

/** Slack takes about one new message a second in a channel. */
const BETWEEN_POSTS = SECOND;

/** Spaces posts out, so that many threads in one channel do not run into Slack's limit all at once. */
export interface ChannelPace {
  /** 0 when a message may be posted now, and the turn is taken; else how long to wait. */
  turn(channel: string): Milliseconds;
  /** Nothing was posted after all. */
  giveBack(channel: string): void;
  /** Slack asked for a longer pause. */
  hold(channel: string, pause: Milliseconds): void;
}

export function channelPace(clock: Clock): ChannelPace {
  const next = new Map<string, Instant>();
  return {
    turn(channel) {
      const now = clock.now();
      const wait = (next.get(channel) ?? 0) - now;
      if (wait > 0) return wait;
      next.set(channel, now + BETWEEN_POSTS);
      return 0;
    },
    giveBack: (channel) => void next.delete(channel),
    hold(channel, pause) {
      next.set(channel, Math.max(next.get(channel) ?? 0, clock.now() + pause));
    },
  };
}
