import type { Investigation } from '../../investigation/state/investigation.ts';
import type { SlotMeaning } from '../../investigation/state/slot.ts';
import type { Milliseconds } from '../../measurement/duration.ts';

/** Counts what becomes of messages. */
export interface CourierWatch {
  /** Slack asked to slow down, or said no. */
  refused(): void;
  /** It is tried again later. */
  retried(): void;
  /** It is never tried again. */
  gaveUp(): void;
  /** Slack took a message that did not stand in the channel or the thread before. */
  posted(slot: SlotMeaning, investigation: Investigation): void;
  /** From the opening of an investigation until its first reply shows a picture. */
  firstPicture(after: Milliseconds): void;
}

export const NO_WATCH: CourierWatch = {
  refused: () => undefined,
  retried: () => undefined,
  gaveUp: () => undefined,
  posted: () => undefined,
  firstPicture: () => undefined,
};
