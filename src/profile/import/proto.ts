import type { Profile } from '../profile.ts';
import { HeaderReader } from './header.ts';
import { SampleReader } from './samples.ts';
import { StringTableReader } from './strings.ts';
import { FunctionReader, LocationReader, MappingReader } from './tables.ts';
import { BYTES, Cursor } from './wire.ts';

/**
 * Reads an unpacked pprof profile (https://github.com/google/pprof/blob/main/proto/profile.proto). Throws
 * InvalidProfileError for everything that Go's own parser refuses, and for more frames than that.
 *
 * Two walks over the bytes: samples, nearly all of a large profile, are read when everything they refer to is known,
 * so that they go straight into columns of their final type.
 *
 * With sample types to count, samples that have a value in none of them are checked and left out: of a heap profile nearly
 * all, since what they allocated was freed.
 */
export function readProto(bytes: Uint8Array, maxFrames: number, counted?: readonly string[]): Profile {
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
  const samples = new SampleReader({
    file: bytes,
    count,
    bytes: sampleBytes,
    width,
    ids,
    lineStart,
    strings,
    maxFrames,
    counted: counted && positionsOf(counted, fields.sampleTypes),
  });
  cursor.rewind();
  for (let left = count; left > 0 && cursor.next(); ) {
    if (cursor.field !== 2) continue;
    samples.read(cursor);
    left--;
  }
  return { ...fields, strings, mappings, functions, locations, samples: samples.finish() };
}

function positionsOf(names: readonly string[], sampleTypes: Profile['sampleTypes']): number[] {
  return sampleTypes.flatMap(({ type }, position) => (names.includes(type) ? [position] : []));
}
