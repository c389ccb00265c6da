import type { IncomingMessage } from 'node:http';
import type { Bytes } from '../../measurement/bytes.ts';

/** Reads a body up to a bound; undefined for a larger one. */
export async function readBody(request: IncomingMessage, maxBytes: Bytes): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
