import type { Instant } from '../../foundation/clock.ts';
import { growingUint32 } from '../import/growing.ts';
import { type ChunkHeader, HEADER_BYTES, readChunkHeader } from './chunk-header.ts';
import { ChunkTypesReader } from './chunk-types.ts';
import { CHECKPOINT, ConstantPools } from './constants.ts';
import { damaged, JfrCursor, type Long } from './cursor.ts';
import { Allowance, Struct, ValueReader } from './values.ts';

/** The number that every chunk gives to the event that describes its types. */
const METADATA = 0;

/** A value takes a byte, or stands in a type without fields, of which there are few. */
const VALUES_PER_BYTE = 4;

export interface RecordedEvent {
  readonly name: string;
  readonly fields: Struct;
  /** The position of its chunk in the recording. */
  readonly chunk: number;
  /** The moment of a count of ticks in this event. */
  readonly timeOf: (ticks: Long) => Instant;
}

/** What a recording says about itself. */
export interface RecordingOutline {
  readonly end: Instant;
  /** The events that it can hold, by name. */
  readonly described: ReadonlySet<string>;
}

/**
 * Hands on the events of the given names in the order of the file. One chunk is looked at after the other, and
 * nothing of one is kept for the next but the types that both describe in the same words. Throws InvalidProfileError for what no recorder writes.
 */
export function readRecording(
  bytes: Uint8Array,
  wanted: ReadonlySet<string>,
  visit: (event: RecordedEvent) => void,
): RecordingOutline {
  const described = new Set<string>();
  const types = new ChunkTypesReader(wanted);
  let end = 0;
  let at = 0;
  let index = 0;
  while (at < bytes.length) {
    const header = readChunkHeader(bytes.subarray(at));
    const chunk = bytes.subarray(at, at + header.size);
    readChunk(chunk, { header, index: index++ }, { types, visit, described });
    end = header.end;
    at += header.size;
  }
  return { end, described };
}

interface Reading {
  readonly types: ChunkTypesReader;
  readonly visit: (event: RecordedEvent) => void;
  readonly described: Set<string>;
}

function readChunk(
  bytes: Uint8Array,
  { header, index }: { readonly header: ChunkHeader; readonly index: number },
  { types: reader, visit, described }: Reading,
): void {
  const { types, chosen, reachable } = reader.of(bytes, header.metadata);
  for (const { name } of chosen.values()) described.add(name);
  const allowance = new Allowance(VALUES_PER_BYTE * bytes.length);
  const pools = new ConstantPools(bytes, { types, reachable, allowance });
  // The values that an event refers to stand behind it.
  const events = growingUint32(64);
  walkEvents(bytes, (type, at, end) => {
    if (type === CHECKPOINT) pools.add(at, end);
    else if (type !== METADATA && chosen.has(type)) events.push(at);
  });
  const cursor = new JfrCursor(bytes);
  const values = new ValueReader(cursor, pools, allowance);
  for (const at of events.toArray()) {
    cursor.at = at;
    cursor.int();
    const type = chosen.get(cursor.long());
    const fields = type && values.read(type);
    if (fields instanceof Struct) visit({ name: fields.type.name, fields, chunk: index, timeOf: header.timeOf });
  }
}

function walkEvents(bytes: Uint8Array, visit: (type: Long, at: number, end: number) => void): void {
  const cursor = new JfrCursor(bytes, HEADER_BYTES);
  while (cursor.at < bytes.length) {
    const { at } = cursor;
    const size = cursor.int();
    const type = cursor.long();
    if (size < cursor.at - at || size > bytes.length - at) throw damaged();
    visit(type, at, at + size);
    cursor.at = at + size;
  }
}
