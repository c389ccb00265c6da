import type { Instant } from '../foundation/clock.ts';
import { type AlignOptions, align, totalChange } from './alignment.ts';
import type { Comparison, GrowthPath } from './comparison.ts';
import { diffTree } from './diff-tree.ts';
import { goroutineStacks, type Testimony } from './goroutine-groups.ts';
import { type PathChange, pathChanges, wholeGrowth } from './path-changes.ts';
import type { Profile } from './profile.ts';

/** More paths than this explain nothing to anyone. */
const MAX_PATHS = 50;

export interface TakenProfile {
  readonly time: Instant;
  readonly profile: Profile;
}

export interface CompareOptions extends AlignOptions {
  /** What the runtime said of the goroutines that are compared. */
  readonly testimony?: Testimony | undefined;
}

/**
 * Compares two profiles of one sample type by absolute values: never scaled to the same total, which would hide the
 * leak. Figures beyond 2^53 are rounded; `diffProfiles` has them exact. Throws InvalidInputError when a side lacks the
 * sample type.
 */
export function compareProfiles(base: TakenProfile, current: TakenProfile, options: CompareOptions = {}): Comparison {
  const alignment = align(base.profile, current.profile, options);
  const total = totalChange(alignment);
  const { paths, growth } = pathChanges(alignment, MAX_PATHS);
  const growing = paths.filter(({ change }) => change.delta > 0);
  const totals = { base: Number(total.base), current: Number(total.current) };
  return {
    sampleType: alignment.sampleType.type,
    unit: alignment.sampleType.unit,
    base: { time: base.time, total: totals.base },
    current: { time: current.time, total: totals.current },
    delta: Number(total.delta),
    paths: growing.map((path) => growthPath(path, wholeGrowth(total, growth))),
    tree: diffTree(alignment, totals, growing[0]?.frames ?? []),
    goroutines:
      alignment.sampleType.type === 'goroutine'
        ? goroutineStacks(base.profile, current.profile, options.testimony)
        : undefined,
  };
}

function growthPath(path: PathChange, growth: number): GrowthPath {
  const { base, current, delta } = path.change;
  return {
    frames: path.frames,
    below: path.below,
    ...(path.kept === undefined ? {} : { kept: path.kept }),
    base: Number(base),
    current: Number(current),
    delta: Number(delta),
    share: growth === 0 ? 0 : Number(delta) / growth,
  };
}
