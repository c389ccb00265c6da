import type { Alignment } from './alignment.ts';
import { NO_BUCKET } from './column.ts';
import { hasEstimatedBytes } from './estimated-bytes.ts';
import { ownClass } from './histogram/own-class.ts';
import { type Kept, keptOn, labelsOf } from './kept.ts';
import { sampledOn } from './sampled.ts';

/** What the names of classes stand in, as a recording has them: it names no files of classes. */
const CLASS_FILE = 'Class.java';

type PathsOf = Readonly<Record<'base' | 'current', Int32Array>>;

/**
 * Whether what a path holds is a class of the service that nothing else allocates, as far as objects are followed. Where the
 * bytes are those of a class histogram they are then exact, however few of the objects are followed; those of `int[]`
 * would be divided among the few that happen to be. By path.
 */
export function ownObjectsOn(
  alignment: Alignment,
  pathOf: Int32Array,
  kept: ((path: number) => Kept | undefined) | undefined,
): (path: number) => boolean {
  const estimated = hasEstimatedBytes(alignment.current.profile);
  const stacksOfClass = kept && !estimated ? ownStacks(alignment, pathOf) : undefined;
  if (kept === undefined || stacksOfClass === undefined) return () => false;
  const alone = new Map(
    stacksOfClass.entries().map(([name, stacks]) => [name, new Set(stacks.map((stack) => pathOf[stack])).size === 1]),
  );
  return (path) => alone.get(kept(path)?.class ?? '') === true;
}

/**
 * Paths with those joined that are ways to one line which alone allocates a class of the service: frameworks call the same
 * code by a frame more once it is compiled. A class histogram has the bytes of that line exactly, and says nothing of the
 * ways; so where the objects that are followed are too few to tell how much of it came by each, they are one path.
 */
export function joinOwnLines(alignment: Alignment, pathsOf: PathsOf, count: number): PathsOf {
  const { stacks, profile } = alignment.current;
  if (alignment.sampleType.unit !== 'bytes' || hasEstimatedBytes(profile)) return pathsOf;
  const sampled = sampledOn(alignment, { pathOf: pathsOf, count });
  const kept = sampled && keptOn(alignment, pathsOf);
  const stacksOfClass = kept && ownStacks(alignment, pathsOf.current);
  if (stacksOfClass === undefined) return pathsOf;
  const lineOf = (stack: number) =>
    `${stacks.functions[(stacks.start[stack] ?? 0) + (stacks.reported[stack] ?? 0)]}:${stacks.line[stack]}`;
  const standsFor = new Map<number, number>();
  for (const [name, of] of stacksOfClass) {
    if (new Set(of.map(lineOf)).size !== 1) continue;
    const ways = [...new Set(of.map((stack) => pathsOf.current[stack] ?? NO_BUCKET))];
    const [first = NO_BUCKET, ...more] = ways.filter((path) => kept?.(path)?.class === name);
    if (![first, ...more].some((path) => sampled?.(path)?.few === true)) continue;
    for (const path of more) standsFor.set(path, first);
  }
  if (standsFor.size === 0) return pathsOf;
  const joined = (pathOf: Int32Array) => pathOf.map((path) => standsFor.get(path) ?? path);
  return { base: joined(pathsOf.base), current: joined(pathsOf.current) };
}

/** The later stacks that have objects of a class of the service’s own, by class; undefined where no sample has a class. */
function ownStacks({ current }: Alignment, pathOf: Int32Array): ReadonlyMap<string, readonly number[]> | undefined {
  const labels = labelsOf(current);
  if (labels === undefined) return undefined;
  const stacksOf = new Map<string, Set<number>>();
  current.profile.samples.stackOf.forEach((stack, sample) => {
    const name = labels(sample).find(([label]) => label === 'class')?.[1];
    if ((pathOf[stack] ?? NO_BUCKET) === NO_BUCKET || name === undefined || current.column.ofSample(sample) === 0)
      return;
    stacksOf.set(name, (stacksOf.get(name) ?? new Set()).add(stack));
  });
  const isOwn = ownClass([...stacksOf.keys()].map((name) => ({ name, file: CLASS_FILE })));
  return new Map([...stacksOf].filter(([name]) => isOwn({ name })).map(([name, stacks]) => [name, [...stacks]]));
}
