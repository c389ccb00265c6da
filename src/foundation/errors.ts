/**
 * Failures that a caller may want to handle differently. `code` is a literal in each subclass; `message` names what was
 * asked of whom and, where the user can fix it, what to do.
 */
export abstract class LeakbotError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A bug in Leakbot itself: never expected, never caught to continue as if nothing happened. */
export class InternalError extends LeakbotError {
  readonly code = 'internal';
}

/** What came from outside (a file, a request, a setting) is not what it must be; the message says what to do. */
export class InvalidInputError extends LeakbotError {
  readonly code = 'invalid-input';
}

/** Another system did not answer, or answered with an error. `retryable` when the same call may succeed later. */
export class UnavailableError extends LeakbotError {
  readonly code = 'unavailable';
  readonly retryable: boolean;
  /** Milliseconds that the other system asks to be left alone for. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    options: ErrorOptions & { readonly retryable: boolean; readonly retryAfter?: number | undefined },
  ) {
    super(message, options);
    this.retryable = options.retryable;
    this.retryAfter = options.retryAfter;
  }
}

/** Another change was stored first: load the state and decide again. */
export class ConflictError extends LeakbotError {
  readonly code = 'conflict';
}

/** The message of anything thrown, with the messages of its causes: `cannot reach X: connect ECONNREFUSED`. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return messageOf(error);
  const cause = error.cause === undefined ? '' : explain(error.cause);
  return cause === '' || error.message.includes(cause) ? error.message : `${error.message}: ${cause}`;
}

/** Some libraries throw records with a message. */
function messageOf(thrown: unknown): string {
  const message = (thrown as { readonly message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : String(thrown);
}
