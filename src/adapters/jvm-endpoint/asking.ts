import type { VisitFailure } from '../../collection/fault.ts';
import type { Shape } from './schema.ts';
import type { Entry, Types } from './written-profile.ts';

/** Asks for an address below that of the service; a failure is data. */
export type Wire = (path: string) => Promise<{ readonly kind: 'got'; readonly value: Buffer } | VisitFailure>;

/** What a JVM showed of itself. */
export interface Shown {
  readonly types: Types;
  readonly entries: readonly Entry[];
  readonly comments: readonly string[];
}

/** A failure of a single answer, passed through as the failure of the visit. */
export class VisitFailedError extends Error {
  readonly failure: VisitFailure;

  constructor(failure: VisitFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** Nothing was asked that could be too much for the process now. */
export class NotNowError extends Error {}

/** An answer in JSON of the shape that is expected. Throws what the visit fails by. */
export async function readAnswer<Answer>(ask: Wire, path: string, shape: Shape<Answer>): Promise<Answer> {
  const answer = await ask(path);
  if (answer.kind !== 'got') throw new VisitFailedError(answer);
  const read = shape.safeParse(parsed(answer.value));
  if (read.success) return read.data;
  throw new VisitFailedError({ kind: 'unreadable', looksLike: 'text' });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
