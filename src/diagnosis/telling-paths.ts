import type { GrowthPath } from '../profile/comparison.ts';

/** Paths worth a line: more than three no one remembers. */
const MOST = 3;
/** Below this share of the growth a path is noise: heap profiles are samples of 512 KiB. */
const LEAST_SHARE = 0.05;

/** The paths that a message names, and that its figures speak of: the first, and what else is more than noise. */
export function tellingPaths(paths: readonly GrowthPath[]): readonly GrowthPath[] {
  return paths.filter((path, index) => index === 0 || path.share >= LEAST_SHARE).slice(0, MOST);
}
