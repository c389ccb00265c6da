import type { IncomingMessage } from 'node:http';
import { InvalidInputError } from '../../foundation/errors.ts';
import { type Bytes, formatBytes } from '../../measurement/bytes.ts';

/** Thrown for a body larger than what Leakbot takes. */
export class BodyTooLargeError extends InvalidInputError {}

/** Reads a JSON body up to a bound. Throws BodyTooLargeError, or InvalidInputError for what is not JSON. */
export async function readJson(request: IncomingMessage, maxBytes: Bytes): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new BodyTooLargeError(`the body is larger than ${formatBytes(maxBytes)}`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new InvalidInputError('the body is not JSON', { cause: error });
  }
}
