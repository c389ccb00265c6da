import { type Alarm, type Clock, elapsed } from '../foundation/clock.ts';
import type { OutboxStore } from '../investigation/outbox.ts';
import { MINUTE, type Milliseconds, SECOND } from '../measurement/duration.ts';

/** A store that is slow, or starts again, records a post within this: work on PostgreSQL waits as long for its server. */
const RECORDED_WITHIN: Milliseconds = MINUTE;
/** How often it is looked for meanwhile: often enough that no one waits for it. Set by hand. */
const LOOK_AGAIN: Milliseconds = SECOND / 4;

interface RecordedSlotsMeans {
  readonly outbox: Pick<OutboxStore, 'slotOf' | 'pending'>;
  readonly clock: Clock;
  readonly alarm: Alarm;
}

/**
 * Whose message it is, also of one that stands in Slack and is not recorded yet: someone may be quicker to click it than the
 * store. While posts are on their way a message that no one knows is looked up again.
 */
export function recordedSlots({ outbox, clock, alarm }: RecordedSlotsMeans): Pick<OutboxStore, 'slotOf'> {
  return {
    async slotOf(channel, ts) {
      const until = elapsed(clock) + RECORDED_WITHIN;
      for (let owner = await outbox.slotOf(channel, ts); ; owner = await outbox.slotOf(channel, ts)) {
        if (owner !== undefined || elapsed(clock) >= until) return owner;
        const pending = await outbox.pending();
        if (!pending.some((parcel) => parcel.attemptedAt !== null && parcel.ts === null)) {
          // It may have been recorded since it was looked for.
          return outbox.slotOf(channel, ts);
        }
        await new Promise<void>((resolve) => alarm(clock.now() + LOOK_AGAIN, resolve));
      }
    },
  };
}
