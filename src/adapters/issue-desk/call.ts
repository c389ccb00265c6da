import { explain, UnavailableError } from '../../foundation/errors.ts';
import { SECOND } from '../../measurement/duration.ts';

/** Whose API is called, and how it says no. */
export interface Tracker {
  /** For people: `GitHub`. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What a status that is no success means; `answer` is the text that came with it. */
  refusal(status: number, answer: string): string;
}

interface Shape<Body> {
  safeParse(value: unknown): { readonly success: true; readonly data: Body } | { readonly success: false };
}

/** The tracker may have done what it was asked for: its answer was lost. */
export class UnansweredError extends UnavailableError {}

/** The tracker answered, and refused. */
export class RefusedError extends UnavailableError {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message, { retryable: true });
    this.status = status;
  }
}

/** Someone waits for it, but not in front of a modal. */
const PATIENCE = 10 * SECOND;

/** Characters of a refusal that are read: what is wrong stands in the first few hundred. */
const LONGEST_REFUSAL = 4_000;

/** Asks a tracker for what has the given shape; with a body it is a POST. Throws UnavailableError that names the tracker. */
export async function asked<Body>(
  tracker: Tracker,
  shape: Shape<Body>,
  { url, body }: { readonly url: string; readonly body?: object | undefined },
): Promise<Body> {
  const answer = await answered(tracker, url, body);
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new UnavailableError(`${tracker.name} answered with something that is no issue`, { retryable: true });
}

async function answered(tracker: Tracker, url: string, body: object | undefined): Promise<unknown> {
  const { name, headers } = tracker;
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const typed = body === undefined ? headers : { ...headers, 'content-type': 'application/json' };
  try {
    // The token goes to no other address: a redirection is an error.
    const means = { headers: typed, signal: AbortSignal.timeout(PATIENCE), redirect: 'error', ...sent } as const;
    const answer = await fetch(url, means);
    if (answer.ok) return await answer.json();
    const said = (await answer.text()).slice(0, LONGEST_REFUSAL);
    throw new RefusedError(`${name} answered ${answer.status}: ${tracker.refusal(answer.status, said)}`, answer.status);
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    throw new UnansweredError(`${name} is unreachable: ${explain(error)}`, { retryable: true, cause: error });
  }
}
