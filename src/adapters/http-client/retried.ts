import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '../../foundation/errors.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';

/** What trying a request again may cost. */
export interface RetryBounds {
  /** How long to wait before each further try, where the server does not say; so many tries there are. */
  readonly waits: readonly Milliseconds[];
  /** A server that asks for more patience than this has the request given up. */
  readonly longestWait: Milliseconds;
  /** No try begins later than this after the first: a request that timed out has used up most of it. */
  readonly within: Milliseconds;
}

/** A proxy that was restarted answers after a second; a person waits for the picture. */
export const RETRY_BOUNDS: RetryBounds = {
  waits: [0.3 * SECOND, SECOND],
  longestWait: 10 * SECOND,
  within: 35 * SECOND,
};

export const NO_RETRIES: RetryBounds = { ...RETRY_BOUNDS, waits: [] };

/**
 * Asks again where the same request may succeed later: a rate limit or an overloaded server, a connection that was
 * reset, a time-out. Only for requests that change nothing. Throws the error of the last try.
 */
export async function retried<Result>(
  ask: () => Promise<Result>,
  { waits, longestWait, within }: RetryBounds,
  signal?: AbortSignal,
): Promise<Result> {
  const latest = performance.now() + within;
  for (const wait of waits) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof UnavailableError) || !error.retryable) throw error;
      const asked = Math.max(wait, error.retryAfter ?? 0);
      if (asked > longestWait || performance.now() + asked > latest) throw error;
      await sleep(asked, undefined, signal === undefined ? {} : { signal });
    }
  }
  return ask();
}
