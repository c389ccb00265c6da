import type { Alignment } from './alignment.ts';
import { NO_BUCKET } from './column.ts';
import { ownClass } from './histogram/own-class.ts';
import { type Kept, labelsOf } from './kept.ts';

/** What the names of classes stand in, as a recording has them: it names no files of classes. */
const CLASS_FILE = 'Class.java';

/**
 * Whether what a path holds is a class of the service that nothing else allocates, as far as objects are followed. Where the
 * bytes are those of a class histogram they are then exact, however few of the objects are followed; those of `int[]`
 * would be divided among the few that happen to be. By path.
 */
export function ownObjectsOn(
  { current }: Alignment,
  pathOf: Int32Array,
  kept: ((path: number) => Kept | undefined) | undefined,
): (path: number) => boolean {
  const labels = kept && labelsOf(current);
  if (kept === undefined || labels === undefined) return () => false;
  const pathsOfClass = new Map<string, Set<number>>();
  current.profile.samples.stackOf.forEach((stack, sample) => {
    const path = pathOf[stack] ?? NO_BUCKET;
    const name = labels(sample).find(([label]) => label === 'class')?.[1];
    if (path === NO_BUCKET || name === undefined || current.column.ofSample(sample) === 0) return;
    pathsOfClass.set(name, (pathsOfClass.get(name) ?? new Set()).add(path));
  });
  const isOwn = ownClass([...pathsOfClass.keys()].map((name) => ({ name, file: CLASS_FILE })));
  return (path) => {
    const name = kept(path)?.class ?? '';
    return pathsOfClass.get(name)?.size === 1 && isOwn({ name });
  };
}
