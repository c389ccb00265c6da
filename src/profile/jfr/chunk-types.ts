import { damaged, JfrCursor, type Long } from './cursor.ts';
import { type JfrType, readMetadata, type Types } from './metadata.ts';

/** What a chunk says about the form of its values. */
export interface ChunkTypes {
  readonly types: Types;
  /** The events that are wanted, by the number that they have in the chunk. */
  readonly chosen: ReadonlyMap<Long, JfrType>;
  /** All types that the values of those are made of. */
  readonly reachable: ReadonlySet<JfrType>;
}

/**
 * Describes the types of chunks. Each chunk of a recording describes all of its types, a hundred kilobytes of text with a
 * JDK, and nearly always in the words of the chunk before it (seen with JDK 11, 17, 21, 25 and async-profiler 4.2): then the
 * types are taken over from there.
 */
export class ChunkTypesReader {
  readonly #wanted: ReadonlySet<string>;
  #words: Uint8Array | undefined;
  #last: ChunkTypes | undefined;

  /** `wanted`: names of events. */
  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  /** `at`: where the event that describes the types stands in the chunk. Throws InvalidProfileError for what no recorder writes. */
  of(chunk: Uint8Array, at: number): ChunkTypes {
    const cursor = new JfrCursor(chunk, at);
    cursor.int();
    if (cursor.long() !== 0) throw damaged();
    // Start, duration, the number of the description: these differ from chunk to chunk.
    for (let times = 0; times < 3; times++) cursor.long();
    const begin = cursor.at;
    const words = this.#words;
    if (this.#last !== undefined && words !== undefined && startsWith(chunk.subarray(begin), words)) return this.#last;
    this.#last = this.#choose(readMetadata(cursor));
    this.#words = chunk.slice(begin, cursor.at);
    return this.#last;
  }

  #choose(types: Types): ChunkTypes {
    const chosen = new Map<Long, JfrType>();
    for (const [id, type] of types) if (type.event && this.#wanted.has(type.name)) chosen.set(id, type);
    const reachable = new Set(chosen.values());
    for (const type of reachable) for (const field of type.fields) reachable.add(field.type);
    return { types, chosen, reachable };
  }
}

function startsWith(bytes: Uint8Array, words: Uint8Array): boolean {
  return bytes.length >= words.length && Buffer.compare(bytes.subarray(0, words.length), words) === 0;
}
