import type { Instant } from '../foundation/clock.ts';
import { type Alignment, type AlignOptions, align, type Change, totalChange } from './alignment.ts';
import { totalGrowth } from './compare.ts';
import type { Frame } from './comparison.ts';
import { type FunctionChange, functionChanges } from './function-changes.ts';
import { pathChanges } from './path-changes.ts';
import { place } from './placement.ts';
import type { Profile } from './profile.ts';

/** What `leakbot diff` tells: every function and path, exact to the last byte. */
export interface ProfileDiff {
  readonly sampleType: string;
  readonly unit: string;
  readonly times: { readonly base: Instant | undefined; readonly current: Instant | undefined };
  readonly total: Change;
  readonly functions: readonly FunctionChange[];
  /** Growing ones first. */
  readonly paths: readonly PathDiff[];
}

export interface PathDiff extends Change {
  readonly frames: readonly Frame[];
  readonly below: readonly string[];
  readonly share: number;
}

export interface DiffOptions extends AlignOptions {
  /** How many functions and paths to tell; all when left out. */
  readonly top?: number | undefined;
}

/** Compares two profiles exactly. Throws InvalidInputError when a side lacks the sample type. */
export function diffProfiles(base: Profile, current: Profile, options: DiffOptions = {}): ProfileDiff {
  const alignment = align(base, current, options);
  return {
    sampleType: alignment.sampleType.type,
    unit: alignment.sampleType.unit,
    times: { base: base.time, current: current.time },
    total: totalChange(alignment),
    functions: functionChanges(alignment).slice(0, options.top),
    paths: pathDiffs(alignment, options.top),
  };
}

function pathDiffs(alignment: Alignment, top: number | undefined): PathDiff[] {
  const changes = pathChanges(alignment, place(alignment));
  const growth = totalGrowth(
    alignment,
    changes.filter(({ change }) => change.delta > 0),
  );
  return changes.slice(0, top).map((path) => ({
    frames: path.frames(),
    below: path.below(),
    ...path.change,
    share: growth === 0 ? 0 : Number(path.change.delta) / growth,
  }));
}
