import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import { isFull } from './full-table.ts';
import type { Profile, SampleType } from './profile.ts';

/** What the agent of `manifest/jvm` writes of the table of followed objects, and of bytes that no class histogram weighs. */
const TABLE =
  /^the JVM follows at most (?<table>\d+) objects at a time \(jdk\.OldObjectSample\); (?<objects>\d+) of them/;
const ALIKE = /^inuse_space is an estimate .*each sample stands for the same part/;

const WEIGHED = /^inuse_space is an estimate .* in the histogram of (?<seconds>\d+) s ago$/;

export const ESTIMATED_BYTES = 'inuse_space';
const SAMPLES = 'old_object_samples';

/**
 * Whether the bytes of a profile are those that the last collection left in the heap, divided among the objects that a JVM
 * follows. A young collection leaves all that is old, garbage or not: such bytes say nothing of what is kept.
 */
export function hasEstimatedBytes({ comments }: Profile): boolean {
  return comments.some((text) => ALIKE.test(text));
}

/** How long before each of two profiles the class histogram was taken that weighs its bytes. */
export interface WeighedBefore {
  readonly base: Milliseconds;
  readonly current: Milliseconds;
}

/** Undefined where not both are weighed by one. */
export function weighedBefore({ base, current }: ProfilePair): WeighedBefore | undefined {
  const [was, is] = [ageOfWeights(base), ageOfWeights(current)];
  return was === undefined || is === undefined ? undefined : { base: was, current: is };
}

function ageOfWeights({ comments }: Profile): Milliseconds | undefined {
  const seconds = comments.map((text) => WEIGHED.exec(text)?.groups?.['seconds']).find((found) => found !== undefined);
  return seconds === undefined ? undefined : Number(seconds) * SECOND;
}

/**
 * Profiles of such bytes as what they show: a part of the followed objects each. Where one of the two has them no bytes can be
 * compared. Others as they are.
 */
export function bySamples<Pair extends { readonly base: Profile; readonly current: Profile }>(pair: Pair): Pair {
  if (!hasEstimatedBytes(pair.base) && !hasEstimatedBytes(pair.current)) return pair;
  const [base, current] = [followedOf(pair.base), followedOf(pair.current)];
  return base === undefined || current === undefined ? pair : { ...pair, base, current };
}

interface ProfilePair {
  readonly base: Profile;
  readonly current: Profile;
}

interface Wanted {
  readonly pair: ProfilePair;
  /** Those that would do, the best first; one alone is what was asked for. */
  readonly sampleType: string | readonly string[] | undefined;
}

/**
 * What is compared where bytes come first and others would do: of profiles whose later one has such bytes the followed objects.
 * An earlier one may have them because the first class histogram came after it: it was small then.
 */
export function withoutEstimates({ pair, sampleType }: Wanted): Wanted {
  if (typeof sampleType === 'string' || sampleType?.includes(SAMPLES) !== true || !hasEstimatedBytes(pair.current))
    return { pair, sampleType };
  const followed = bySamples(pair);
  return followed === pair
    ? { pair, sampleType }
    : { pair: followed, sampleType: sampleType.filter((type) => type !== ESTIMATED_BYTES) };
}

function followedOf(profile: Profile): Profile | undefined {
  if (profile.defaultSampleType !== ESTIMATED_BYTES || !profile.sampleTypes.some(({ type }) => type === SAMPLES))
    return undefined;
  for (const text of profile.comments) {
    const { table, objects } = TABLE.exec(text)?.groups ?? {};
    if (table === undefined || objects === undefined) continue;
    const [places, taken] = [Number(table), Number(objects)];
    const followed = { table: places, objects: taken, full: isFull(taken, places) };
    const sampleTypes = profile.sampleTypes.map(
      (each): SampleType => (each.type === SAMPLES ? { ...each, followed } : each),
    );
    return { ...profile, sampleTypes, defaultSampleType: SAMPLES };
  }
  return undefined;
}
