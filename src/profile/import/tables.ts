import { InvalidProfileError } from '../invalid-profile.ts';
import type { Functions, Locations, Mappings, StringTable } from '../profile.ts';
import { growingFloat64, growingUint32 } from './growing.ts';
import { type Id, IdIndex, idOf } from './ids.ts';
import { checkStrings, stringIndex } from './strings.ts';
import { type Cursor, VARINT } from './wire.ts';

/** Collects messages Mapping; the numbers are those of profile.proto. */
export class MappingReader {
  readonly #ids: Id[] = [];
  readonly #file = growingUint32(16);
  readonly #buildId = growingUint32(16);

  read(cursor: Cursor): void {
    let id: Id = 0;
    let file = 0;
    let buildId = 0;
    const outer = cursor.enter();
    while (cursor.next()) {
      if (cursor.field < 1 || cursor.field > 10) continue;
      cursor.expect(VARINT);
      if (cursor.field === 1) id = idOf(cursor);
      else if (cursor.field === 5) file = stringIndex(cursor);
      else if (cursor.field === 6) buildId = stringIndex(cursor);
    }
    cursor.leave(outer);
    this.#ids.push(id);
    this.#file.push(file);
    this.#buildId.push(buildId);
  }

  finish(strings: StringTable): { mappings: Mappings; ids: IdIndex } {
    const file = this.#file.toArray();
    const buildId = this.#buildId.toArray();
    checkStrings(strings, file);
    checkStrings(strings, buildId);
    return { mappings: { count: file.length, file, buildId }, ids: new IdIndex('mapping', this.#ids) };
  }
}

/** Collects messages Function. */
export class FunctionReader {
  readonly #ids: Id[] = [];
  readonly #name = growingUint32(1024);
  readonly #file = growingUint32(1024);
  readonly #systemNames = new Set<number>();

  read(cursor: Cursor): void {
    let id: Id = 0;
    let name = 0;
    let file = 0;
    let systemName = 0;
    const outer = cursor.enter();
    while (cursor.next()) {
      if (cursor.field < 1 || cursor.field > 5) continue;
      cursor.expect(VARINT);
      if (cursor.field === 1) id = idOf(cursor);
      else if (cursor.field === 2) name = stringIndex(cursor);
      else if (cursor.field === 3) systemName = stringIndex(cursor);
      else if (cursor.field === 4) file = stringIndex(cursor);
    }
    cursor.leave(outer);
    this.#ids.push(id);
    this.#name.push(name);
    this.#file.push(file);
    this.#systemNames.add(systemName);
  }

  finish(strings: StringTable): { functions: Functions; ids: IdIndex } {
    const name = this.#name.toArray();
    const file = this.#file.toArray();
    checkStrings(strings, name);
    checkStrings(strings, file);
    checkStrings(strings, this.#systemNames);
    return { functions: { count: name.length, name, file }, ids: new IdIndex('function', this.#ids) };
  }
}

/** Collects messages Location and their Lines. */
export class LocationReader {
  readonly #ids: Id[] = [];
  readonly #mapping: Id[] = [];
  readonly #lineStart = growingUint32(4096);
  readonly #lineFunction: Id[] = [];
  readonly #lineNumber = growingFloat64(4096);

  read(cursor: Cursor): void {
    let id: Id = 0;
    let mapping: Id = 0;
    this.#lineStart.push(this.#lineFunction.length);
    const outer = cursor.enter();
    while (cursor.next()) {
      if (cursor.field === 4) {
        this.#readLine(cursor);
        continue;
      }
      if (cursor.field < 1 || cursor.field > 5) continue;
      cursor.expect(VARINT);
      if (cursor.field === 1) id = idOf(cursor);
      else if (cursor.field === 2) mapping = idOf(cursor);
    }
    cursor.leave(outer);
    this.#ids.push(id);
    this.#mapping.push(mapping);
  }

  #readLine(cursor: Cursor): void {
    let functionId: Id = 0;
    let line = 0;
    const outer = cursor.enter();
    while (cursor.next()) {
      if (cursor.field < 1 || cursor.field > 3) continue;
      cursor.expect(VARINT);
      if (cursor.field === 1) functionId = idOf(cursor);
      else if (cursor.field === 2) line = cursor.signed();
    }
    cursor.leave(outer);
    this.#lineFunction.push(functionId);
    this.#lineNumber.push(line);
  }

  finish(functions: IdIndex, mappings: IdIndex): { locations: Locations; ids: IdIndex } {
    this.#lineStart.push(this.#lineFunction.length);
    const lineFunction = new Uint32Array(this.#lineFunction.length);
    for (let line = 0; line < lineFunction.length; line++) {
      lineFunction[line] = known(functions.find(this.#lineFunction[line] ?? 0));
    }
    const mapping = new Uint32Array(this.#mapping.length);
    for (let location = 0; location < mapping.length; location++) {
      mapping[location] = mappings.find(this.#mapping[location] ?? 0) + 1;
    }
    const locations = {
      count: this.#ids.length,
      lineStart: this.#lineStart.toArray(),
      lineFunction,
      lineNumber: this.#lineNumber.toArray(),
      mapping,
    };
    return { locations, ids: new IdIndex('location', this.#ids) };
  }
}

function known(position: number): number {
  if (position < 0) throw new InvalidProfileError('corrupt profile: a line names a function that is not there');
  return position;
}
