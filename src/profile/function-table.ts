import { ALL_FRAMES } from '../runtime/all-frames.ts';
import type { Profile } from './profile.ts';

/** No function. */
const NONE = -1;

/**
 * Numbers functions by name and file across both sides of a comparison: the same function of two revisions is one,
 * wherever its lines moved; two functions of one name in different files are two.
 */
export class FunctionTable {
  readonly names: string[] = [];
  readonly files: string[] = [];
  /** By name: the last function that was found to have it. */
  readonly #ids = new Map<string, number>();
  /** By function: the one before it of the same name, in another file. */
  readonly #before: number[] = [];

  get count(): number {
    return this.names.length;
  }

  id(name: string, file: string): number {
    const last = this.#ids.get(name) ?? NONE;
    for (let known = last; known !== NONE; known = this.#before[known] ?? NONE) {
      if (this.files[known] === file) return known;
    }
    const id = this.names.push(name) - 1;
    this.files.push(file);
    this.#before.push(last);
    this.#ids.set(name, id);
    return id;
  }
}

/** As pprof calls a function, or a location, that nothing names. */
const NAMELESS = '<unknown>';

/** The frames of each location of one profile: location `l` has frames `start[l] .. start[l + 1]`, innermost first. */
export interface LocationFrames {
  readonly start: Uint32Array;
  readonly function: Uint32Array;
  readonly line: Float64Array;
}

/**
 * Looks the frames of a profile up in the common table. A location without symbols is named after its binary; one that no
 * stack has is given no frames.
 */
export function locationFrames(
  profile: Profile,
  table: FunctionTable,
  named: (name: string, file: string) => string = (name) => name,
): LocationFrames {
  const { locations } = profile;
  const used = usedLocations(profile);
  const ids = functionIds(profile, used, { table, named });
  const start = new Uint32Array(locations.count + 1);
  // One for each line, and one for each location without any.
  const functionOf = new Uint32Array(locations.lineFunction.length + locations.count);
  const lineOf = new Float64Array(functionOf.length);
  let count = 0;
  for (let location = 0; location < locations.count; location++) {
    const from = locations.lineStart[location] ?? 0;
    const to = used[location] === 0 ? from : (locations.lineStart[location + 1] ?? 0);
    for (let line = from; line < to; line++) {
      functionOf[count] = ids[locations.lineFunction[line] ?? 0] ?? 0;
      lineOf[count++] = locations.lineNumber[line] ?? 0;
    }
    if (from === to && used[location] === 1) functionOf[count++] = table.id(binaryName(profile, location), '');
    start[location + 1] = count;
  }
  return { start, function: functionOf.subarray(0, count), line: lineOf.subarray(0, count) };
}

/** By function of the profile: its number in the table, for those in the stacks. Most of a heap profile are in none that counts. */
function functionIds(
  profile: Profile,
  usedLocations: Uint8Array,
  { table, named }: { readonly table: FunctionTable; readonly named: (name: string, file: string) => string },
): Uint32Array {
  const { functions, strings } = profile;
  const used = usedFunctions(profile, usedLocations);
  const ids = new Uint32Array(functions.count);
  for (let index = 0; index < functions.count; index++) {
    const name = functions.name[index] ?? 0;
    if (used[index] === 0 && !LANDMARKS.some((landmark) => strings.startsWith(name, landmark))) continue;
    const [own, file] = [strings.at(name) || NAMELESS, strings.at(functions.file[index] ?? 0)];
    const plain = named(own, file);
    // Each class that was made is in a file of its number, if in any.
    ids[index] = table.id(plain, plain === own ? cleanPath(file) : file.replace(/\d+(?=\.\w+$)/, '#'));
  }
  return ids;
}

const LANDMARKS = ALL_FRAMES.flatMap(({ landmarks = [] }) => landmarks);

/** By location: 1 where a stack has it. */
function usedLocations({ locations: { count }, samples: { stacks } }: Profile): Uint8Array {
  const used = new Uint8Array(count);
  for (const location of stacks.locations) used[location] = 1;
  return used;
}

/** By function: 1 where a line of one of these locations is in it. */
function usedFunctions({ functions, locations }: Profile, usedLocations: Uint8Array): Uint8Array {
  const used = new Uint8Array(functions.count);
  const { lineFunction, lineStart } = locations;
  for (let location = 0; location < locations.count; location++) {
    if (usedLocations[location] === 0) continue;
    const end = lineStart[location + 1] ?? 0;
    for (let line = lineStart[location] ?? 0; line < end; line++) used[lineFunction[line] ?? 0] = 1;
  }
  return used;
}

/** `[libc.so.6]`, or `<unknown>`, as pprof writes them. */
function binaryName(profile: Profile, location: number): string {
  const mapping = profile.locations.mapping[location] ?? 0;
  const file = mapping === 0 ? '' : profile.strings.at(profile.mappings.file[mapping - 1] ?? 0);
  return file === '' ? NAMELESS : `[${file.slice(file.lastIndexOf('/') + 1)}]`;
}

/** `a/./b/../c` and `a//c` are `a/c`: pprof compares files so. */
function cleanPath(path: string): string {
  if (!/(^|\/)\.{0,2}(\/|$)/.test(path.slice(1)) && !path.startsWith('./') && !path.startsWith('//')) return path;
  if (path === '') return '';
  const absolute = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!absolute) kept.push('..');
  }
  return `${absolute ? '/' : ''}${kept.join('/')}` || '.';
}
