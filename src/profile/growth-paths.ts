import type { Comparison, GrowthPath } from './comparison.ts';
import type { Behind, PathChange } from './path-changes.ts';
import { LEAST_OBJECTS } from './sampled.ts';

/** A path with its share of what grew in all. */
export function growthPath(path: PathChange, growth: number): GrowthPath {
  const { base, current, delta } = path.change;
  return {
    frames: path.frames,
    below: path.below,
    ...(path.kept === undefined ? {} : { kept: path.kept }),
    ...(path.ages === undefined ? {} : { ages: path.ages }),
    ...(path.sampled === undefined ? {} : { sampled: path.sampled }),
    base: Number(base),
    current: Number(current),
    delta: Number(delta),
    share: growth === 0 ? 0 : Number(delta) / growth,
  };
}

type Unranked = Pick<Comparison, 'tooFew' | 'withinError' | 'unplaced' | 'ofProfiler' | 'ofProfilerMargin'>;

/**
 * What grew and cannot be ranked, as a comparison has it. `since`: whether the later objects that are counted are those allocated
 * since the base: then a place that has some is named although its change is within error.
 */
export function unrankedPaths(paths: readonly PathChange[], growth: number, since: boolean): Unranked {
  const of = (wanted: Behind) => paths.filter(({ behind }) => behind === wanted);
  const own = of('profiler');
  const margin = marginOf(own);
  const few = [...of('few'), ...(margin === 'few' ? own : [])];
  const grown = few.filter(({ change }) => change.delta > 0);
  const tooFew = grown.filter((path) => !hasSeveral(path));
  const withinError = few
    .filter((path) => hasSeveral(path) && (path.change.delta > 0 || (since && isSeveral(path.sampled?.current))))
    .toSorted((a, b) => (b.sampled?.current ?? 0) - (a.sampled?.current ?? 0));
  const unplaced = of('unplaced');
  return {
    ...(tooFew.length === 0 ? {} : { tooFew: tooFew.map((path) => growthPath(path, growth)) }),
    ...(withinError.length === 0 ? {} : { withinError: withinError.map((path) => growthPath(path, growth)) }),
    ...(unplaced.length === 0 ? {} : { unplaced: sumOf(unplaced) }),
    ...(own.length === 0 || margin === 'few' ? {} : { ofProfiler: sumOf(own) }),
    ...(typeof margin === 'number' ? { ofProfilerMargin: margin } : {}),
  };
}

/** Whether a path has enough objects to rank it by. */
function hasSeveral({ sampled }: PathChange): boolean {
  return isSeveral(Math.max(sampled?.base ?? 0, sampled?.current ?? 0));
}

function isSeveral(objects = 0): boolean {
  return objects >= LEAST_OBJECTS;
}

function sumOf(paths: readonly PathChange[]): number {
  return paths.reduce((sum, { change }) => sum + Number(change.delta), 0);
}

/** Of all of them together; undefined where they are no estimates, `few` where these objects say nothing even together. */
function marginOf(paths: readonly PathChange[]): number | 'few' | undefined {
  const sampled = paths.flatMap((path) => path.sampled ?? []);
  if (sampled.length === 0) return undefined;
  const margin = Math.hypot(...sampled.map((each) => each.margin));
  const [base, current] = [
    sampled.reduce((sum, each) => sum + each.base, 0),
    sampled.reduce((sum, each) => sum + each.current, 0),
  ];
  return Math.max(base, current) < LEAST_OBJECTS || sumOf(paths) <= margin ? 'few' : margin;
}
