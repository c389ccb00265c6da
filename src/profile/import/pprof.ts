import { formatBytes } from '../../measurement/bytes.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import type { Profile } from '../profile.ts';
import { gunzip, isGzip, isZstd, unzstd } from './gunzip.ts';
import { HeaderReader, SeveralProfilesError } from './header.ts';
import { readLegacy } from './legacy/legacy.ts';
import { DEFAULT_LIMITS, type ReadLimits } from './limits.ts';
import { otherFormat } from './other-format.ts';
import { SampleReader } from './samples.ts';
import { StringTableReader } from './strings.ts';
import { FunctionReader, LocationReader, MappingReader } from './tables.ts';
import { BYTES, Cursor } from './wire.ts';

/**
 * Reads a pprof profile (https://github.com/google/pprof/blob/main/proto/profile.proto) or one of an older format,
 * gzipped, packed with Zstandard or plain. Throws InvalidProfileError for everything that Go's own parser refuses, and for
 * what exceeds the limits.
 *
 * Two walks over the bytes: samples, nearly all of a large profile, are read when everything they refer to is known,
 * so that they go straight into columns of their final type.
 */
export function readPprof(bytes: Uint8Array, limits: ReadLimits = DEFAULT_LIMITS): Profile {
  return readUnpacked(unpacked(bytes, limits.maxBytes), limits);
}

/** The same for bytes that are not packed, or no longer. */
export function readUnpacked(plain: Uint8Array, limits: ReadLimits): Profile {
  if (plain.length > limits.maxBytes) {
    throw new InvalidProfileError(
      `a profile of ${formatBytes(plain.length)}: the limit is ${formatBytes(limits.maxBytes)}`,
    );
  }
  if (plain.length === 0) throw new InvalidProfileError('the profile is empty');
  try {
    return readPlain(plain, limits.maxFrames);
  } catch (error) {
    const older = error instanceof SeveralProfilesError ? undefined : readLegacy(plain, limits.maxFrames);
    if (older !== undefined) return older;
    throw otherFormat(plain) ?? error;
  }
}

/** What gzip or Zstandard packed; other bytes as they are. */
export function unpacked(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (isGzip(bytes)) return gunzip(bytes, maxBytes);
  return isZstd(bytes) ? unzstd(bytes, maxBytes) : bytes;
}

function readPlain(bytes: Uint8Array, maxFrames: number): Profile {
  const cursor = new Cursor(bytes);
  const header = new HeaderReader();
  const stringReader = new StringTableReader();
  const mappingReader = new MappingReader();
  const functionReader = new FunctionReader();
  const locationReader = new LocationReader();
  let count = 0;
  let sampleBytes = 0;
  while (cursor.next()) {
    if (cursor.field === 2) {
      cursor.expect(BYTES);
      count++;
      sampleBytes += cursor.stop - cursor.start;
    } else if (cursor.field === 3) mappingReader.read(cursor);
    else if (cursor.field === 4) locationReader.read(cursor);
    else if (cursor.field === 5) functionReader.read(cursor);
    else if (cursor.field === 6) stringReader.read(cursor);
    else header.read(cursor);
  }
  const strings = stringReader.finish(bytes);
  const { mappings, ids: mappingIds } = mappingReader.finish(strings);
  const { functions, ids: functionIds } = functionReader.finish(strings);
  const { locations, ids } = locationReader.finish(functionIds, mappingIds);
  const fields = header.finish(strings);
  const { width } = header;
  const { lineStart } = locations;
  const samples = new SampleReader({ count, bytes: sampleBytes, width, ids, lineStart, strings, maxFrames });
  cursor.rewind();
  while (cursor.next()) {
    if (cursor.field === 2) samples.read(cursor);
  }
  return { ...fields, strings, mappings, functions, locations, samples: samples.finish() };
}
