import { UnavailableError } from '../../foundation/errors.ts';
import type { Answer } from '../http-client/bounded-get.ts';

/** What of a schema is needed here; `parse` throws for what does not fit. */
interface Schema<Value> {
  parse(data: unknown): Value;
}

/** What the body of a refusal says; undefined where it is not what the API sends. */
export function refusalIn<Said>(schema: Schema<Said>, answer: Answer): Said | undefined {
  if (answer.status === 200) return undefined;
  try {
    return schema.parse(JSON.parse(answer.body.toString('utf8')));
  } catch {
    return undefined;
  }
}

/** The id of a snapshot as its own source wrote it. Throws UnavailableError for any other text. */
export function readSnapshotId<Id>(schema: Schema<Id>, { server, id }: { server: string; id: string }): Id {
  try {
    return schema.parse(JSON.parse(id));
  } catch (cause) {
    throw new UnavailableError(`${server} has no profile ${id}`, { retryable: false, cause });
  }
}
