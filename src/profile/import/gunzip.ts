import { gunzip as gunzipLater, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type Bytes, formatBytes } from '../../measurement/bytes.ts';
import { InvalidProfileError } from '../invalid-profile.ts';

/** Deflate cannot compress better than this (RFC 1951: 258 bytes from a quarter of a byte). */
const MAX_RATIO = 1032;

/** Gzip members begin with these two bytes (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Frames of Zstandard begin with these four bytes (RFC 8878): newer agents and proxies pack with it. */
export function isZstd(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

/** What gzip or Zstandard packed; other bytes as they are. */
export function unpacked(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (isGzip(bytes)) return gunzip(bytes, maxBytes);
  return isZstd(bytes) ? unzstd(bytes, maxBytes) : bytes;
}

/** Unpacks Zstandard, never producing more than `maxBytes`. */
export function unzstd(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    throw unpackingError(error, maxBytes);
  }
}

/**
 * A gzip file says its unpacked size in its last four bytes (RFC 1952, ISIZE, modulo 4 GiB). A file that lies meets the bounds
 * of the reader.
 */
export function unpackedSize(file: Uint8Array): Bytes {
  const gzipped = isGzip(file) && file.length >= 18;
  return gzipped ? Math.max(file.length, promisedSize(file)) : file.length;
}

function promisedSize(file: Uint8Array): Bytes {
  return new DataView(file.buffer, file.byteOffset).getUint32(file.length - 4, true);
}

/** Unpacks gzip, checking its checksum, never producing more than `maxBytes`. */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    const unpacked: unknown = gunzipSync(bytes, options(bytes, maxBytes));
    return whole(unpacked as Unpacked, bytes);
  } catch (error) {
    throw unpackingError(error, maxBytes);
  }
}

/** The same in a thread of its own. */
export function gunzipBeside(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    gunzipLater(bytes, options(bytes, maxBytes), (error, unpacked: unknown) => {
      try {
        if (error !== null) throw error;
        resolve(whole(unpacked as Unpacked, bytes));
      } catch (cause) {
        reject(unpackingError(cause, maxBytes));
      }
    });
  });
}

/** What zlib gives for the option `info`. */
interface Unpacked {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function options(bytes: Uint8Array, maxBytes: number) {
  return { maxOutputLength: maxBytes, chunkSize: chunkSize(bytes, maxBytes), info: true } as const;
}

function whole({ buffer, engine }: Unpacked, bytes: Uint8Array): Uint8Array {
  // zlib stops in silence where no further member begins.
  if (engine.bytesWritten !== bytes.length) {
    throw new InvalidProfileError('corrupt profile: bytes that are not gzip follow the compressed data');
  }
  return buffer;
}

function unpackingError(error: unknown, maxBytes: number): InvalidProfileError {
  if (error instanceof InvalidProfileError) return error;
  return error instanceof RangeError
    ? new InvalidProfileError(`the profile unpacks to more than ${formatBytes(maxBytes)}`, { cause: error })
    : new InvalidProfileError('corrupt profile: it cannot be unpacked', { cause: error });
}

/** The unpacked size that the last four bytes promise, where it can be true: then one chunk holds it all. */
function chunkSize(bytes: Uint8Array, maxBytes: number): number {
  const length = bytes.length;
  const promised = length < 18 ? 0 : promisedSize(bytes);
  return Math.min(Math.max(promised + 64, 16_384), maxBytes, length * MAX_RATIO + 16_384);
}
