import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { VisitFailure } from '../../collection/fault.ts';
import { SerialQueue } from '../../foundation/serial-queue.ts';
import { MiB } from '../../measurement/bytes.ts';
import { isGzip } from '../../profile/import/gunzip.ts';
import { isPprofOutline } from '../../profile/import/recognise.ts';

const decompress = promisify(gunzip);

/** How large a profile may become when it is unpacked. */
const UNPACKED = {
  /** Times its packed size. Real profiles shrink to a tenth or a twentieth; what shrinks to less was made to burst. */
  mostRatio: 50,
  /** Bytes. A small profile may shrink to any share. */
  alwaysAllowed: 16 * MiB,
  /** Bytes. What the reader of profiles refuses need not be kept. */
  most: 256 * MiB,
} as const;

const unpacking = new SerialQueue();

/**
 * The profile, when it is one: what could never be read must not take the place of what can. One is unpacked at a time,
 * so that many large ones at once do not add up.
 */
export function checkedProfile(
  bytes: Buffer,
): Promise<{ readonly kind: 'got'; readonly value: Uint8Array } | VisitFailure> {
  return unpacking.run(() => checked(bytes));
}

async function checked(bytes: Buffer): Promise<{ readonly kind: 'got'; readonly value: Uint8Array } | VisitFailure> {
  const plain = await unpacked(bytes);
  if ('kind' in plain) return plain;
  if (isPprofOutline(plain)) return { kind: 'got', value: bytes };
  const text = plain.subarray(0, 256).toString('latin1');
  if (/^\s*</.test(text)) return { kind: 'unreadable', looksLike: 'a web page' };
  return { kind: 'unreadable', looksLike: /^[\x20-\x7e\s]*$/.test(text) ? 'text' : 'a damaged file' };
}

async function unpacked(bytes: Buffer): Promise<Buffer | VisitFailure> {
  if (!isGzip(bytes)) return bytes;
  const limit = Math.min(UNPACKED.most, Math.max(UNPACKED.alwaysAllowed, UNPACKED.mostRatio * bytes.length));
  try {
    return await decompress(bytes, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'too-large', limit };
    return { kind: 'unreadable', looksLike: 'a damaged file' };
  }
}
