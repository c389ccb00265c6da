import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { formatBytes } from '../../measurement/bytes.ts';
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

/** Unpacks gzip, checking its checksum, never producing more than `maxBytes`. */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const { buffer, engine } = inflate(bytes, maxBytes);
  // zlib stops in silence where no further member begins.
  if (engine.bytesWritten !== bytes.length) {
    throw new InvalidProfileError('corrupt profile: bytes that are not gzip follow the compressed data');
  }
  return buffer;
}

function inflate(bytes: Uint8Array, maxBytes: number): { buffer: Buffer; engine: { bytesWritten: number } } {
  try {
    const result: unknown = gunzipSync(bytes, {
      maxOutputLength: maxBytes,
      chunkSize: chunkSize(bytes, maxBytes),
      info: true,
    });
    return result as { buffer: Buffer; engine: { bytesWritten: number } };
  } catch (error) {
    throw unpackingError(error, maxBytes);
  }
}

function unpackingError(error: unknown, maxBytes: number): InvalidProfileError {
  return error instanceof RangeError
    ? new InvalidProfileError(`the profile unpacks to more than ${formatBytes(maxBytes)}`, { cause: error })
    : new InvalidProfileError('corrupt profile: it cannot be unpacked', { cause: error });
}

/** The unpacked size that the last four bytes promise, where it can be true: then one chunk holds it all. */
function chunkSize(bytes: Uint8Array, maxBytes: number): number {
  const length = bytes.length;
  const promised = length < 18 ? 0 : new DataView(bytes.buffer, bytes.byteOffset + length - 4, 4).getUint32(0, true);
  return Math.min(Math.max(promised + 64, 16_384), maxBytes, length * MAX_RATIO + 16_384);
}
