import { growingUint32 } from '../import/growing.ts';
import type { Long } from './cursor.ts';
import type { JfrProfile } from './jfr-profile.ts';
import type { JfrType } from './metadata.ts';
import type { RecordedEvent } from './recording.ts';
import { frameOf } from './stacks.ts';
import { type JfrValue, Struct } from './values.ts';

/** Locations in a chunk: by method, by the kind of code, by line. */
type Locations = Map<JfrValue, Map<JfrValue, Map<Long | undefined, number>>>;

/** Events refer to one stack again and again, and stacks to one frame: each is numbered once a chunk. */
export class StackNumbers {
  readonly #profile: JfrProfile;
  /** The stack of events that have none. */
  readonly none: number;
  /** By type and number in its constant pool. */
  #known = new Map<JfrType, Map<Long, number>>();
  #locations: Locations = new Map();
  #chunk = -1;

  constructor(profile: JfrProfile) {
    this.#profile = profile;
    this.none = profile.stack([]);
  }

  of({ fields, chunk }: RecordedEvent): number {
    if (chunk !== this.#chunk) {
      this.#known = new Map();
      this.#locations = new Map();
      this.#chunk = chunk;
    }
    const place = fields.pooled('stackTrace');
    const stacks = place && made(this.#known, place.type);
    const known = place && stacks?.get(place.id);
    if (known !== undefined) return known;
    const stack = fields.unkept('stackTrace');
    const number = stack instanceof Struct ? this.#number(stack) : this.none;
    if (place !== undefined) stacks?.set(place.id, number);
    return number;
  }

  #number(stack: Struct): number {
    const locations = growingUint32(64);
    for (const frame of stack.list('frames')) if (frame instanceof Struct) locations.push(this.#location(frame));
    return this.#profile.stackOf(locations.items, locations.length);
  }

  #location(frame: Struct): number {
    const [method, line] = [frame.get('method'), frame.long('lineNumber')];
    const kinds = made(this.#locations, method);
    const lines = made(kinds, frame.get('type'));
    let location = lines.get(line);
    if (location === undefined) {
      location = this.#profile.location(frameOf(frame));
      lines.set(line, location);
    }
    return location;
  }
}

function made<Key, Inner, Value>(outer: Map<Key, Map<Inner, Value>>, key: Key): Map<Inner, Value> {
  let inner = outer.get(key);
  if (inner === undefined) {
    inner = new Map();
    outer.set(key, inner);
  }
  return inner;
}
