import { InvalidInputError, LeakbotError } from '../foundation/errors.ts';

/** One of two profiles that are compared, and what is wrong with it. */
export interface FaultySide {
  readonly side: 'base' | 'current';
  /** Without the side: whoever chose the two calls them by other names. */
  readonly reason: string;
}

interface AboutSide extends ErrorOptions {
  readonly faulty?: FaultySide | undefined;
}

/** What was given is not a profile that can be read: truncated, corrupt, too large, or of another format. */
export class InvalidProfileError extends LeakbotError {
  readonly code = 'invalid-profile';
  /** Set where it is one of two that are compared. */
  readonly faulty: FaultySide | undefined;

  constructor(message: string, { faulty, ...options }: AboutSide = {}) {
    super(message, options);
    this.faulty = faulty;
  }
}

/** A profile that can be read does not count what is compared: one of goroutines where the heap is wanted. */
export class MissingSampleTypeError extends InvalidInputError {
  readonly faulty: FaultySide;

  constructor(faulty: FaultySide) {
    super(`the ${faulty.side} profile: ${faulty.reason}`);
    this.faulty = faulty;
  }
}
