import type { Instant } from '../foundation/clock.ts';
import { type Alignment, type AlignOptions, align, type Change, totalChange } from './alignment.ts';
import type { Comparison, Frame } from './comparison.ts';
import { countsSince, type FollowedHeap, followedPair, PARTS_PER_MILLION } from './followed-heap.ts';
import { type FunctionChange, functionChanges } from './function-changes.ts';
import { unrankedPaths } from './growth-paths.ts';
import type { Kept } from './kept.ts';
import { type LineChange, lineChanges } from './line-changes.ts';
import { type Behind, pathChanges, wholeGrowth } from './path-changes.ts';
import type { Profile } from './profile.ts';
import type { Sampled } from './sampled.ts';
import { startedThreads } from './started-threads.ts';

type UnrankedParts = 'tooFew' | 'withinError' | 'unplaced' | 'ofProfiler' | 'ofProfilerMargin';

/** What `leakbot diff` reports: every function, line and path, exact to the last byte. */
export interface ProfileDiff extends Pick<Comparison, UnrankedParts> {
  readonly sampleType: string;
  readonly unit: string;
  readonly times: { readonly base: Instant | undefined; readonly current: Instant | undefined };
  readonly total: Change;
  readonly functions: readonly FunctionChange[];
  readonly lines: readonly LineChange[];
  /** Growing ones first. */
  readonly paths: readonly PathDiff[];
  /** Where a profiler follows only so many objects: what the figures rest on. Parts of the larger heap have the unit ppm. */
  readonly followed?: FollowedHeap | undefined;
  /** Whether shares are of the net growth, as against of what the growing paths grew by. */
  readonly ofNet: boolean;
  /** What the writers of the profiles say about the figures. */
  readonly comments: { readonly base: readonly string[]; readonly current: readonly string[] };
}

export interface PathDiff extends Change {
  readonly frames: readonly Frame[];
  readonly below: readonly string[];
  readonly share: number;
  readonly kept?: Kept | undefined;
  readonly sampled?: Sampled | undefined;
  readonly behind?: Behind | undefined;
}

export interface DiffOptions extends AlignOptions {
  /** How many functions, lines and paths to report; all when left out. */
  readonly top?: number | undefined;
}

/**
 * Compares two profiles exactly; objects that a profiler follows as parts of the larger heap, as `compareProfiles` does.
 * Throws InvalidInputError when a side lacks the sample type.
 */
export function diffProfiles(base: Profile, current: Profile, options: DiffOptions = {}): ProfileDiff {
  const pair = followedPair({ base, current }, options.sampleType);
  const threads = startedThreads({ base, current }, options.sampleType);
  // Parts of one heap are no sum of several profiles.
  const merged = pair?.current.sampleTypes[0]?.unit === PARTS_PER_MILLION ? undefined : options.merged;
  const alignment = align((pair ?? threads)?.base ?? base, pair?.current ?? current, { ...options, merged });
  const total = totalChange(alignment);
  return {
    sampleType: alignment.sampleType.type,
    unit: alignment.sampleType.unit,
    times: { base: base.time, current: current.time },
    total,
    functions: functionChanges(alignment).slice(0, options.top),
    lines: lineChanges(alignment).slice(0, options.top),
    ...pathDiffs(alignment, total, { top: options.top, since: countsSince(pair?.followed) }),
    followed: pair?.followed,
    comments: { base: base.comments, current: current.comments },
  };
}

function pathDiffs(
  alignment: Alignment,
  total: Change,
  { top, since }: { readonly top: number | undefined; readonly since: boolean },
): Pick<ProfileDiff, 'paths' | 'ofNet' | UnrankedParts> {
  const { paths, growth, unranked } = pathChanges(alignment, top);
  const whole = wholeGrowth(total, growth);
  const share = ({ delta }: Change) => (whole === 0 ? 0 : Number(delta) / whole);
  return {
    ofNet: whole === Number(total.delta),
    paths: paths.map(({ change, ...path }) => ({ ...path, ...change, share: share(change) })),
    ...unrankedPaths(unranked, whole, since),
  };
}
