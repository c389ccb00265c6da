import type { Comparison, GrowthPath } from './comparison.ts';
import type { PathChange } from './path-changes.ts';

/** A path with its share of what grew in all. */
export function growthPath(path: PathChange, growth: number): GrowthPath {
  const { base, current, delta } = path.change;
  return {
    frames: path.frames,
    below: path.below,
    ...(path.kept === undefined ? {} : { kept: path.kept }),
    ...(path.sampled === undefined ? {} : { sampled: path.sampled }),
    base: Number(base),
    current: Number(current),
    delta: Number(delta),
    share: growth === 0 ? 0 : Number(delta) / growth,
  };
}

/** What grew and cannot be ranked, as a comparison has it. */
export function unrankedPaths(paths: readonly PathChange[], growth: number): Pick<Comparison, 'tooFew' | 'ofProfiler'> {
  const few = paths.filter(({ behind }) => behind === 'few');
  const own = paths.filter(({ behind }) => behind === 'profiler');
  return {
    ...(few.length === 0 ? {} : { tooFew: few.map((path) => growthPath(path, growth)) }),
    ...(own.length === 0 ? {} : { ofProfiler: own.reduce((sum, { change }) => sum + Number(change.delta), 0) }),
  };
}
