import { OUTSIDE_HEAP } from '../runtime/question-plan.ts';
import { align } from './alignment.ts';
import type { GrowthPath } from './comparison.ts';
import { growthPath } from './growth-paths.ts';
import { pathChanges } from './path-changes.ts';
import type { Profile } from './profile.ts';
import { LEAST_OBJECTS } from './sampled.ts';

/**
 * Classes whose objects own memory that no heap counts: what compresses, what is mapped or direct, and what the JDK and its
 * libraries free by when the object is gone (java.lang.ref.Cleaner, finalize()).
 */
const OWNERS =
  /^java\.util\.zip\.(Deflater|Inflater|\w*ZStreamRef|ZipFile)\b|PhantomCleanable|^sun\.misc\.Cleaner|^jdk\.internal\.ref\.Cleaner|^java\.lang\.ref\.Finalizer$|^java\.nio\.(Mapped|Direct)\w*Buffer/;

/** Whether the objects of a class own memory outside the heap. */
export function isNativeOwner(type: string): boolean {
  return OWNERS.test(type);
}

/** The sample type that has the objects of the heap by class. */
const OBJECTS = 'inuse_space';
/** The paths that are worth naming. */
const MOST = 3;

/**
 * Where objects multiplied that own memory outside the heap, by what they take in the heap, largest growth first. How much each
 * owns nothing shows: that they are more is the lead. Undefined where the profiles do not show what lies outside the heap, or
 * nothing of it.
 */
export function nativeOwners(base: Profile, current: Profile, sampleType: string): readonly GrowthPath[] | undefined {
  const has = ({ sampleTypes }: Profile) => sampleTypes.some(({ type }) => type === OBJECTS);
  if (sampleType !== OUTSIDE_HEAP || !has(base) || !has(current)) return undefined;
  const { paths } = pathChanges(align(base, current, { sampleType: OBJECTS }));
  const owners = paths.filter(
    ({ change: { base: was, delta }, behind, kept, frames, sampled }) =>
      behind !== 'profiler' &&
      frames.length > 0 &&
      isNativeOwner(kept?.class ?? '') &&
      Number(delta) > Number(was) / 2 &&
      // Too few to rank by their bytes are a lead all the same; one or two are chance.
      (sampled === undefined || sampled.current >= LEAST_OBJECTS),
  );
  if (owners.length === 0) return undefined;
  const growth = owners.reduce((sum, { change }) => sum + Number(change.delta), 0);
  return owners.slice(0, MOST).map((path) => growthPath(path, growth));
}
