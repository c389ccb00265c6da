import type { Instant } from '../foundation/clock.ts';

/** What someone did (a click, a command, a mention …) as it was delivered, waiting until its effect is stored. */
export interface WaitingGesture {
  /** Equal for the same gesture delivered twice. */
  readonly key: string;
  readonly body: unknown;
  readonly receivedAt: Instant;
}

/** One that was kept; what was asked for is done once its answer is on its way. */
export interface KeptGesture extends WaitingGesture {
  readonly answering: boolean;
}

/**
 * Keeps what people did until it is done: like an alert, a gesture is stored before it is acknowledged. One that has an
 * effect is marked as done together with it (see `Change`).
 */
export interface GestureStore {
  /** True the first time; a gesture delivered again changes nothing, whether it waits or is done. */
  keep(gesture: WaitingGesture): Promise<boolean>;
  /** Those not done yet, oldest first. */
  waiting(): Promise<readonly KeptGesture[]>;
  /** Its answer is on its way: until `unanswered` no one knows whether it was seen, and it is not given again. */
  answering(key: string): Promise<void>;
  /** The answer was seen by no one: it is given again, also by the next process. */
  unanswered(key: string): Promise<void>;
  /** Marks a gesture as done without a change; its body is deleted. */
  done(key: string): Promise<void>;
}
