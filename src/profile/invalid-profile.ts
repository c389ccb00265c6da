import { LeakbotError } from '../foundation/errors.ts';

/** What was given is not a profile that can be read: truncated, corrupt, too large, or of another format. */
export class InvalidProfileError extends LeakbotError {
  readonly code = 'invalid-profile';
}
