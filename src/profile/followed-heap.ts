import { allocatedSince, type SinceBaseObjects, valuesSince } from './allocated-since.ts';
import { type Column, columns, Sums, sampleTypeIndex } from './column.ts';
import { isFull } from './full-table.ts';
import type { Followed, Profile, Unasked } from './profile.ts';
import { sameProcess } from './same-process.ts';

/** The unit of figures that are parts of the larger of two heaps, in millionths of it. */
export const PARTS_PER_MILLION = 'ppm';
/** Beside them, in a profile made comparable: the objects that a part was counted from; of those that are known to be older than the comparison, none. */
export const FOLLOWED_OBJECTS = 'followed_objects';
/** That heap in that unit. */
const WHOLE = 1e6;

/** One side of a comparison of objects that a profiler follows. */
export interface FollowedSide {
  readonly objects: number;
  readonly full: boolean;
  /** Bytes of the heap after the last collection before, where something shows it. */
  readonly heap?: number | undefined;
  /** What the recording could have shown of them, and was not asked for. */
  readonly unasked?: Unasked | undefined;
}

/** What a comparison of followed objects rests on: how many there are, and how large the heap is that they stand for. */
export interface FollowedHeap {
  /** Objects that are followed at most. */
  readonly table: number;
  /** Set where its size is guessed from what is in it. */
  readonly guessed?: true | undefined;
  readonly base: FollowedSide;
  readonly current: FollowedSide;
  /** Objects of the later side that were allocated since the earlier heap was measured, where that is known. */
  readonly since?: number | undefined;
  /** Beside them those that nothing keeps any longer: no one's growth, and left out. */
  readonly garbage?: number | undefined;
  /** Bytes of all objects at both moments, where class histograms show them: without the garbage that a collection may leave. */
  readonly counted?: { readonly base: number; readonly current: number } | undefined;
  /** Set where these are too few to say what the heap gained, as the table was full of earlier ones: then all count by their share. */
  readonly stale?: true | undefined;
}

/** Whether the later objects that are counted are those allocated since the base. */
export function countsSince(followed: FollowedHeap | undefined): boolean {
  return followed?.since !== undefined && followed.stale !== true;
}

/** Bytes of the heap at both moments, from a metric. */
export interface HeapLevels {
  readonly base?: number | undefined;
  readonly current?: number | undefined;
}

interface Pair {
  readonly base: Profile;
  readonly current: Profile;
}

export interface FollowedPair extends Pair {
  readonly followed: FollowedHeap;
}

/**
 * Two profiles of followed objects made comparable; undefined for others. A full table has as many objects however much
 * is kept: then figures become parts of the larger of the two heaps, and what the base lacks is what the heap grew by
 * meanwhile. Where its size is not known a site can only gain what another lost.
 */
export function followedPair(
  { base, current }: Pair,
  sampleType: string | readonly string[] | undefined,
  levels: HeapLevels = {},
): FollowedPair | undefined {
  const index =
    sampleType === undefined
      ? sampleTypeIndex(current, undefined)
      : current.sampleTypes.findIndex((each) => each.type === sampleType);
  const { type, unit } = current.sampleTypes[index] ?? {};
  const before = base.sampleTypes.findIndex((each) => each.type === type && each.unit === unit);
  const [was, is] = [followedOf(base, before), followedOf(current, index)];
  if (was === undefined || is === undefined || type === undefined) return undefined;
  const [from, to] = columns([base, current], [before, index], {});
  const known = sinceBase({ profile: base, column: from }, { profile: current, column: to }, was);
  const levelled = withLevels({ was, is }, levels);
  const stale = known !== undefined && isStale(known, levelled);
  const since = stale ? undefined : known;
  const followed: FollowedHeap = {
    table: Math.max(was.table, is.table),
    ...(was.guessed === true || is.guessed === true ? { guessed: true as const } : {}),
    ...levelled,
    ...(known === undefined ? {} : { since: known.fresh }),
    ...(since === undefined || since.garbage === 0 ? {} : { garbage: since.garbage }),
    ...(stale ? { stale } : {}),
  };
  const written = was.heap !== undefined && is.heap !== undefined;
  if (!written && !was.full && !is.full)
    return { base, current: since ? seenOf(current, index, since) : current, followed };
  const [grown, shrunk] = ofLarger(followed);
  const [earlier, later] = [WHOLE * grown, WHOLE * shrunk];
  const plain = { type, column: from, objects: was.objects, whole: earlier };
  return {
    base: inParts(base, plain),
    current:
      since === undefined
        ? inParts(current, { type, column: to, objects: is.objects, whole: later })
        : inPartsSince({ base, current }, { from, to, plain, later, since }),
    followed,
  };
}

/** What of the later objects was there at the base, where the two are of one process that says when it allocated them. */
function sinceBase(base: Side, current: Side, { measuredAt }: Followed): SinceBaseObjects | undefined {
  if (measuredAt === undefined || sameProcess(base.profile, current.profile) !== true) return undefined;
  return allocatedSince({ base, current, measuredAt });
}

function withLevels(
  { was, is }: { readonly was: Followed; readonly is: Followed },
  levels: HeapLevels,
): Pick<FollowedHeap, 'base' | 'current'> {
  return {
    base: { objects: was.objects, full: was.full, heap: was.heap ?? levels.base, unasked: was.unasked },
    current: { objects: is.objects, full: is.full, heap: is.heap ?? levels.current, unasked: is.unasked },
  };
}

/** Fewer objects than can be ranked by. */
const FEW_FRESH = 4;

/**
 * A JVM gives up an object of a full table only for one that more was allocated before: where all is allocated alike and nothing
 * dies, the first ones keep their places. That none is younger then says nothing of what the heap gained.
 */
function isStale({ fresh }: SinceBaseObjects, { base, current }: Pick<FollowedHeap, 'base' | 'current'>): boolean {
  return current.full && fresh < FEW_FRESH && (current.heap ?? 0) > (base.heap ?? Number.POSITIVE_INFINITY);
}

interface Side {
  readonly profile: Profile;
  readonly column: Column;
}

/** Without the objects that were there at the base, which does not show them. */
function seenOf(current: Profile, index: number, { kinds }: SinceBaseObjects): Profile {
  const width = current.sampleTypes.length;
  const values = Float64Array.from(current.samples.values, Number);
  kinds.forEach((kind, sample) => {
    if (kind === 'unseen' || kind === 'garbage') values[sample * width + index] = 0;
  });
  return { ...current, samples: { ...current.samples, values } };
}

/** Both heaps as parts of the larger; equal where nothing shows them. */
function ofLarger({ base, current }: FollowedHeap): readonly [base: number, current: number] {
  const larger = Math.max(base.heap ?? 0, current.heap ?? 0);
  if (base.heap === undefined || current.heap === undefined || larger === 0) return [1, 1];
  return [base.heap / larger, current.heap / larger];
}

/** So many objects async-profiler follows at most; servers keep their number and not the table's. */
const LIVE_TABLE = 1024;

function followedOf(profile: Profile, index: number): Followed | undefined {
  const { type, unit, followed } = profile.sampleTypes[index] ?? {};
  if (followed !== undefined || type !== 'live' || unit !== 'count') return followed;
  const [column] = columns([profile, profile], [index, index], {});
  const objects = Number(Sums.total(column));
  return { table: LIVE_TABLE, objects, full: isFull(objects, LIVE_TABLE) };
}

interface Parts {
  readonly type: string;
  readonly column: Column;
  readonly objects: number;
  readonly whole: number;
}

function inParts(profile: Profile, { type, column, objects, whole }: Parts): Profile {
  const total = Number(Sums.total(column));
  const [inWhole, inObjects] = total === 0 ? [0, 0] : [whole / total, objects / total];
  return withValues(profile, type, (sample) => {
    const value = column.ofSample(sample);
    return [value * inWhole, value * inObjects];
  });
}

interface PartsSince {
  readonly from: Column;
  readonly to: Column;
  readonly plain: Parts;
  readonly later: number;
  readonly since: SinceBaseObjects;
}

/** Of the later side only objects allocated since count as such: what was there at the base is no sample of the growth. */
function inPartsSince({ base, current }: Pair, { from, to, plain, later, since }: PartsSince): Profile {
  const total = Number(Sums.total(from));
  const sides = { base: { profile: base, column: from }, current: { profile: current, column: to } };
  const values = valuesSince(sides, since, { each: total === 0 ? 0 : plain.whole / total, whole: later });
  return withValues(current, plain.type, (sample) => [
    values[sample] ?? 0,
    since.kinds[sample] === 'new' ? to.ofSample(sample) : 0,
  ]);
}

function withValues(
  profile: Profile,
  type: string,
  partsOf: (sample: number) => readonly [part: number, objects: number],
): Profile {
  // Values a sample, as a profile has them: a stack may have several samples, with other labels.
  const values = new Float64Array(2 * profile.samples.count);
  for (let sample = 0; sample < profile.samples.count; sample++) {
    const [part, objects] = partsOf(sample);
    values[2 * sample] = Math.round(part);
    values[2 * sample + 1] = objects;
  }
  return {
    ...profile,
    sampleTypes: [
      { type, unit: PARTS_PER_MILLION },
      { type: FOLLOWED_OBJECTS, unit: 'count' },
    ],
    defaultSampleType: type,
    samples: { ...profile.samples, values },
  };
}
