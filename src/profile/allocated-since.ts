import type { Column } from './column.ts';
import type { Profile } from './profile.ts';
import { garbageAmong } from './replaced-places.ts';

/** The label of a followed object that has the ticks of its process’s clock when it was allocated. */
export const ALLOCATED = 'allocated';

/** What became of a followed object of the later profile; `garbage` was allocated since, and nothing keeps it any longer. */
export type SinceBase = 'new' | 'survivor' | 'unseen' | 'garbage';

/** One side: what its values are, and what it has of each object. */
interface Side {
  readonly profile: Profile;
  readonly column: Column;
}

interface Sides {
  readonly base: Side;
  readonly current: Side;
  /** Ticks at which the earlier heap was measured. */
  readonly measuredAt: number;
}

/** Of the later objects those that did not exist when the earlier heap was measured, and what the others are worth. */
export interface SinceBaseObjects {
  /** By sample of the later profile. */
  readonly kinds: readonly SinceBase[];
  /** Objects allocated since, without garbage. */
  readonly fresh: number;
  readonly garbage: number;
  /** By sample of the later profile: the place that allocated it, as a number that both sides share. */
  readonly placesOfCurrent: Uint32Array;
  readonly placesOfBase: Uint32Array;
}

/**
 * Which followed objects of the later profile were allocated since the earlier heap was measured: what was there before did not
 * grow. Undefined where the profiles do not show when objects were allocated. Objects are known again by the ticks of their
 * allocation, so both profiles have to be of one process.
 */
export function allocatedSince({ base, current, measuredAt }: Sides): SinceBaseObjects | undefined {
  const [before, after] = [ticksOf(base), ticksOf(current)];
  if (before === undefined || after === undefined) return undefined;
  const known = new Set(before.filter((ticks) => ticks !== ''));
  const kinds = after.map((ticks): SinceBase => {
    if (known.has(ticks)) return 'survivor';
    return ticks === '' || Number(ticks) > measuredAt ? 'new' : 'unseen';
  });
  const places = new Map<string, number>();
  const placesOfBase = placesOf(base.profile, places);
  const placesOfCurrent = placesOf(current.profile, places);
  const isGarbage = garbageAmong({
    base,
    current,
    isNew: (sample) => kinds[sample] === 'new',
    survives: (sample) => kinds[sample] === 'survivor',
    placesOfBase,
    placesOfCurrent,
  });
  const sorted = isGarbage === undefined ? kinds : kinds.map((kind, sample) => (isGarbage(sample) ? 'garbage' : kind));
  const many = (wanted: SinceBase) =>
    sorted.reduce((sum, kind, sample) => (kind === wanted ? sum + current.column.ofSample(sample) : sum), 0);
  return { kinds: sorted, fresh: many('new'), garbage: many('garbage'), placesOfBase, placesOfCurrent };
}

/** The ticks of its allocation by sample, the empty text where it has none; undefined where none has any. */
export function ticksOf({ profile: { samples, strings } }: Pick<Side, 'profile'>): readonly string[] | undefined {
  const { key, text, number, start } = samples.labels;
  let found = false;
  const ticks = Array.from({ length: samples.count }, (_, sample) => {
    for (let at = start[sample] ?? 0; at < (start[sample + 1] ?? 0); at++) {
      if (strings.at(key[at] ?? 0) !== ALLOCATED) continue;
      found = true;
      return text[at] === 0 ? `${number[at]}` : strings.at(text[at] ?? 0);
    }
    return '';
  });
  return found || samples.count === 0 ? ticks : undefined;
}

/** By sample, the number of its stack of lines. */
function placesOf({ samples, locations, functions, strings }: Profile, places: Map<string, number>): Uint32Array {
  const textOf = Array.from({ length: locations.count }, (_, location) => {
    const line = locations.lineStart[location] ?? 0;
    return `${strings.at(functions.name[locations.lineFunction[line] ?? 0] ?? 0)}:${locations.lineNumber[line] ?? 0}`;
  });
  return Uint32Array.from({ length: samples.count }, (_, sample) => {
    const stack = samples.stackOf[sample] ?? 0;
    const { start, locations: entries } = samples.stacks;
    const text = Array.from(entries.subarray(start[stack], start[stack + 1]), (at) => textOf[at] ?? '').join(' ');
    const number = places.get(text) ?? places.size;
    places.set(text, number);
    return number;
  });
}

interface Heaps {
  /** What one object of the earlier profile stands for. */
  readonly each: number;
  /** The later heap, in the same unit. */
  readonly whole: number;
}

/**
 * What each sample of the later profile stands for, in the unit of the heaps. An object that was there before stands for as much
 * as it does among all later ones, and a place of such objects for no more than before: a table that is not full follows the
 * first objects of a process more densely than later ones, and one that is full gives some up. What is left of the later heap is
 * that of the objects allocated since; where nothing is left, all shrink alike.
 */
export function valuesSince(
  { base, current }: Pick<Sides, 'base' | 'current'>,
  { kinds, fresh, garbage, placesOfBase, placesOfCurrent }: SinceBaseObjects,
  { each, whole }: Heaps,
): Float64Array {
  const objects = (sample: number) => current.column.ofSample(sample);
  const seen = kinds.reduce((sum, kind, sample) => (kind === 'unseen' ? sum : sum + objects(sample)), 0);
  const alike = Math.max(each, seen === 0 ? 0 : whole / seen);
  const before = sumsBy(placesOfBase, (sample) => each * base.column.ofSample(sample));
  const alive = sumsBy(placesOfCurrent, (sample) => (kinds[sample] === 'survivor' ? alike * objects(sample) : 0));
  // Objects that are garbage took the places of others in the table: of what has objects of then and since none need have gone.
  const crowded = garbage > 0 ? coming(placesOfCurrent, kinds) : new Set<number>();
  const survivorsEach = (place: number) => {
    const value = alive.get(place) ?? 0;
    const was = before.get(place) ?? 0;
    return value === 0 ? 0 : alike * (crowded.has(place) ? was / value : Math.min(1, was / value));
  };
  const survivors = kinds.reduce(
    (sum, kind, sample) =>
      kind === 'survivor' ? sum + survivorsEach(placesOfCurrent[sample] ?? 0) * objects(sample) : sum,
    0,
  );
  const rest = whole - survivors;
  // What is garbage lies in the heap as well, and is no one's growth.
  const since = fresh + garbage;
  const newEach = since === 0 ? 0 : rest > 0 ? rest / since : alike;
  const scale = rest > 0 ? 1 : whole / (survivors + newEach * since || 1);
  return Float64Array.from(kinds, (kind, sample) => {
    if (kind === 'unseen' || kind === 'garbage') return 0;
    return scale * objects(sample) * (kind === 'new' ? newEach : survivorsEach(placesOfCurrent[sample] ?? 0));
  });
}

/** The places that have objects of before and some allocated since. */
function coming(places: Uint32Array, kinds: readonly SinceBase[]): ReadonlySet<number> {
  const having = (wanted: SinceBase) => new Set(places.filter((_, sample) => kinds[sample] === wanted));
  const left = having('survivor');
  return new Set([...having('new')].filter((place) => left.has(place)));
}

function sumsBy(places: Uint32Array, value: (sample: number) => number): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  places.forEach((place, sample) => {
    sums.set(place, (sums.get(place) ?? 0) + value(sample));
  });
  return sums;
}
