import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { InvalidInputError } from '../../../foundation/errors.ts';
import { type Bytes, formatBytes } from '../../../measurement/bytes.ts';

const unzip = promisify(gunzip);

/** Unpacks gzip beside the event loop. Throws InvalidInputError for what is none, and before more than `most` bytes are held. */
export async function unzipped(bytes: Uint8Array, most: Bytes): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: most });
  } catch (cause) {
    const tooLarge = cause instanceof RangeError;
    throw new InvalidInputError(tooLarge ? `it unpacks to more than ${formatBytes(most)}` : 'it cannot be unpacked', {
      cause,
    });
  }
}
