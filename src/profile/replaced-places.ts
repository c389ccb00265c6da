import type { Column } from './column.ts';
import { textOf } from './label-text.ts';
import type { Profile } from './profile.ts';

interface Side {
  readonly profile: Profile;
  readonly column: Column;
}

/** What is known of each object of the later profile, and by which place it and the earlier ones were allocated. */
interface Objects {
  readonly base: Side;
  readonly current: Side;
  /** By sample of the later profile: whether it was allocated since. */
  readonly isNew: (sample: number) => boolean;
  readonly survives: (sample: number) => boolean;
  readonly placesOfBase: Uint32Array;
  readonly placesOfCurrent: Uint32Array;
}

/** Followed objects of a place. Fewer may be gone by chance. A choice. */
const SEVERAL = 20;
/** Share of the objects of before. Where more are left, a full table may have given up the others. */
const NEARLY_NONE = 0.02;
/** The same of all other places: what gives up all of one place alike leaves none of the others either. A choice. */
const LEFT_ELSEWHERE = 0.1;
/** Fewer objects elsewhere say nothing. A choice. */
const ELSEWHERE = 8;
/** Share of the later objects of a place. Of what soft references keep, or a chain that is too long to follow, none or hardly any has a chain. */
const MOSTLY_KEPT = 0.25;

interface Place {
  before: number;
  left: number;
  fresh: number;
  kept: number;
}

/**
 * Which objects of the later profile are garbage that no collection has freed yet: allocated since, at a place of whose earlier
 * objects nearly none is left while other places have theirs, and kept by nothing while others of the place are kept. So it is of
 * a ring or a cache whose entries are replaced all the time: a collection of the young leaves what the old ones were. Undefined
 * where there is none, or the profile shows nothing of what keeps objects.
 */
export function garbageAmong(objects: Objects): ((sample: number) => boolean) | undefined {
  const { current, isNew, placesOfCurrent } = objects;
  const holders = textOf(current.profile, 'holder');
  if (holders === undefined) return undefined;
  const places = placesAmong(objects, holders);
  const replaced = new Set([...places].filter(([, place]) => isReplaced(place, places)).map(([number]) => number));
  if (replaced.size === 0) return undefined;
  return (sample) => isNew(sample) && holders[sample] === '' && replaced.has(placesOfCurrent[sample] ?? -1);
}

function placesAmong(
  { base, current, isNew, survives, placesOfBase, placesOfCurrent }: Objects,
  holders: readonly string[],
): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>();
  const at = (number: number) => {
    const place = places.get(number) ?? { before: 0, left: 0, fresh: 0, kept: 0 };
    places.set(number, place);
    return place;
  };
  // A recording has samples of other kinds beside them.
  for (let sample = 0; sample < base.profile.samples.count; sample++)
    if (base.column.ofSample(sample) > 0) at(placesOfBase[sample] ?? 0).before++;
  for (let sample = 0; sample < current.profile.samples.count; sample++) {
    if (current.column.ofSample(sample) === 0) continue;
    const place = at(placesOfCurrent[sample] ?? 0);
    if (survives(sample)) place.left++;
    if (!isNew(sample)) continue;
    place.fresh++;
    if (holders[sample] !== '') place.kept++;
  }
  return places;
}

function isReplaced(place: Place, places: ReadonlyMap<number, Place>): boolean {
  if (place.before < SEVERAL || place.left > NEARLY_NONE * place.before) return false;
  const sumOf = (figure: 'before' | 'left') =>
    places.values().reduce((sum, each) => sum + each[figure], 0) - place[figure];
  const elsewhere = sumOf('before');
  return (
    elsewhere >= ELSEWHERE && sumOf('left') >= LEFT_ELSEWHERE * elsewhere && place.kept >= MOSTLY_KEPT * place.fresh
  );
}
