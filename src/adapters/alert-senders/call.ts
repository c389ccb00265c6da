import { UnavailableError } from '../../foundation/errors.ts';
import { SECOND } from '../../measurement/duration.ts';

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object | undefined;
  /** For people: `PagerDuty`. */
  readonly name: string;
}

/** A sender that does not answer within this time is asked again later: no one waits for the note. */
const PATIENCE = 10 * SECOND;

/** The JSON that a sender's API answers; rejects with what it said where it refuses. */
export async function callSender({ method, url, headers, body, name }: Call): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE),
    redirect: 'error',
  });
  const text = (await answer.text()).slice(0, 1_000_000);
  if (!answer.ok) {
    const problem = `${name} answered ${answer.status}: ${text.slice(0, 200)}`;
    throw new UnavailableError(problem, { retryable: true });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
