import type { Instant } from '../foundation/clock.ts';
import { type Alignment, type AlignOptions, align, totalChange } from './alignment.ts';
import type { Comparison, GrowthPath } from './comparison.ts';
import { diffTree } from './diff-tree.ts';
import { type PathChange, pathChanges } from './path-changes.ts';
import { place } from './placement.ts';
import type { Profile } from './profile.ts';

/** More paths than this explain nothing to anybody. */
const MAX_PATHS = 50;

export interface TakenProfile {
  readonly time: Instant;
  readonly profile: Profile;
}

/**
 * Compares two profiles of one sample type by absolute values: never scaled to the same total, which would hide the
 * leak. Figures beyond 2^53 are rounded; `diffProfiles` has them exact. Throws InvalidInputError when a side lacks the
 * sample type.
 */
export function compareProfiles(base: TakenProfile, current: TakenProfile, options: AlignOptions = {}): Comparison {
  const alignment = align(base.profile, current.profile, options);
  const placed = place(alignment);
  const total = totalChange(alignment);
  const growing = pathChanges(alignment, placed).filter(({ change }) => change.delta > 0);
  const growth = totalGrowth(alignment, growing);
  return {
    sampleType: alignment.sampleType.type,
    unit: alignment.sampleType.unit,
    base: { time: base.time, total: Number(total.base) },
    current: { time: current.time, total: Number(total.current) },
    delta: Number(total.delta),
    paths: growing.slice(0, MAX_PATHS).map((path) => growthPath(path, growth)),
    tree: diffTree(alignment, placed, growing[0]?.node),
  };
}

/**
 * What a path's share is a share of: what the total grew by; where the total did not grow, what the growing paths
 * grew by.
 */
export function totalGrowth(alignment: Alignment, growing: readonly PathChange[]): number {
  const delta = Number(totalChange(alignment).delta);
  return delta > 0 ? delta : growing.reduce((sum, { change }) => sum + Number(change.delta), 0);
}

function growthPath(path: PathChange, growth: number): GrowthPath {
  const { base, current, delta } = path.change;
  return {
    frames: path.frames(),
    below: path.below(),
    base: Number(base),
    current: Number(current),
    delta: Number(delta),
    share: growth === 0 ? 0 : Number(delta) / growth,
  };
}
