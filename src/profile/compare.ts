import type { Instant } from '../foundation/clock.ts';
import { OUTSIDE_HEAP } from '../runtime/question-plan.ts';
import { type AlignOptions, align, totalChange } from './alignment.ts';
import type { Comparison } from './comparison.ts';
import { diffTree } from './diff-tree.ts';
import { ESTIMATED_BYTES, weighedBefore } from './estimated-bytes.ts';
import { EXTERNAL_MEMORY, externalApart, hasExternal } from './external-memory.ts';
import { countsSince, followedPair, type HeapLevels } from './followed-heap.ts';
import { goroutineStacks, type Testimony } from './goroutine-groups.ts';
import { growthPath, unrankedPaths } from './growth-paths.ts';
import { CLASS_BYTES } from './histogram/class-growth.ts';
import { classGrowth } from './histogram/own-growth.ts';
import { nativeOwners } from './native-owners.ts';
import { pathChanges, wholeGrowth } from './path-changes.ts';
import type { Profile } from './profile.ts';
import { twoPrograms } from './program.ts';
import { startedThreads } from './started-threads.ts';
import { ownStartFirst } from './thread-pools.ts';

/** More paths than this explain nothing to anyone. */
const MAX_PATHS = 50;

export interface TakenProfile {
  readonly time: Instant;
  readonly profile: Profile;
}

export interface CompareOptions extends AlignOptions {
  /** What the runtime said of the goroutines that are compared. */
  readonly testimony?: Testimony | undefined;
  /** The heap at both moments, for profiles that show only parts of it. */
  readonly heap?: HeapLevels | undefined;
}

/**
 * Compares two profiles of one sample type by absolute values: never scaled to the same total, which would hide the
 * leak. Figures beyond 2^53 are rounded; `diffProfiles` has them exact. What a heap profile has of memory outside the heap
 * is compared apart. Throws InvalidInputError when a side lacks the
 * sample type.
 */
export function compareProfiles(base: TakenProfile, current: TakenProfile, options: CompareOptions = {}): Comparison {
  if (!hasExternal(base.profile) && !hasExternal(current.profile)) return compareWhole(base, current, options);
  const [before, after] = [externalApart(base.profile), externalApart(current.profile)];
  const of = (part: 'heap' | 'outside') =>
    compareWhole({ ...base, profile: before[part] }, { ...current, profile: after[part] }, options);
  const heap = of('heap');
  return heap.unit === 'bytes' ? { ...heap, outside: named(of('outside')) } : heap;
}

/** What lies outside a heap has no line: it is called by what it is. */
function named(outside: Comparison): NonNullable<Comparison['outside']> {
  const paths = outside.paths.map((path) => ({ ...path, kept: { class: EXTERNAL_MEMORY } }));
  return { ...outside, sampleType: OUTSIDE_HEAP, paths };
}

function compareWhole(base: TakenProfile, current: TakenProfile, options: CompareOptions): Comparison {
  const both = { base: base.profile, current: current.profile };
  const sampleType = chosenType(both, options.sampleType);
  const followed = followedPair(both, sampleType, options.heap);
  const started = startedThreads(both, sampleType);
  const pair = followed ?? started ?? both;
  const alignment = align(pair.base, pair.current, { ...options, sampleType });
  const total = totalChange(alignment);
  const { paths, growth, unranked } = pathChanges(alignment, MAX_PATHS);
  const growing = ownStartFirst(
    paths.filter(({ change, behind }) => change.delta > 0 && behind === undefined),
    alignment,
  );
  const totals = { base: Number(total.base), current: Number(total.current) };
  const programs = twoPrograms(base.profile, current.profile);
  const weighed = alignment.sampleType.type === ESTIMATED_BYTES ? weighedBefore(both) : undefined;
  const owners = nativeOwners(base.profile, current.profile, alignment.sampleType.type);
  const classes = alignment.sampleType.type === CLASS_BYTES ? classGrowth(base.profile, current.profile) : undefined;
  return {
    sampleType: alignment.sampleType.type,
    unit: alignment.sampleType.unit,
    base: { time: base.time, total: totals.base },
    current: { time: current.time, total: totals.current },
    delta: Number(total.delta),
    paths: growing.map((path) => growthPath(path, wholeGrowth(total, growth))),
    ...unrankedPaths(unranked, wholeGrowth(total, growth), countsSince(followed?.followed)),
    tree: diffTree(alignment, totals, growing[0]?.frames ?? []),
    goroutines:
      alignment.sampleType.type === 'goroutine'
        ? goroutineStacks(base.profile, current.profile, options.testimony)
        : undefined,
    ...(followed === undefined ? {} : { followed: followed.followed }),
    ...(weighed === undefined ? {} : { weighedBefore: weighed }),
    ...(started === undefined ? {} : { recordedStarts: true as const }),
    ...(programs === undefined ? {} : { programs }),
    ...(classes === undefined ? {} : { classes }),
    ...(owners === undefined ? {} : { owners }),
  };
}

/**
 * Of several sample types the first that both profiles have and that counts something now: a recording describes every
 * kind of event that its recorder knows, whether it was on or not.
 */
function chosenType(
  { base, current }: { readonly base: Profile; readonly current: Profile },
  wanted: CompareOptions['sampleType'],
): CompareOptions['sampleType'] {
  if (wanted === undefined || typeof wanted === 'string') return wanted;
  const shared = wanted.filter((type) => [base, current].every((profile) => indexOf(profile, type) >= 0));
  const first = shared.find((type) => shared.length === 1 || countsSomething(current, indexOf(current, type)));
  return first ?? shared[0] ?? wanted;
}

function indexOf({ sampleTypes }: Profile, wanted: string): number {
  return sampleTypes.findIndex(({ type }) => type === wanted);
}

function countsSomething({ samples: { count, values }, sampleTypes }: Profile, index: number): boolean {
  for (let sample = 0; sample < count; sample++)
    if (Number(values[sample * sampleTypes.length + index]) !== 0) return true;
  return false;
}
