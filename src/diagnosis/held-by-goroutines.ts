import { KiB } from '../measurement/bytes.ts';
import type { Comparison, GrowthPath } from '../profile/comparison.ts';
import { PROFILED } from '../runtime/runtimes.ts';
import { countsGoroutines, isOfBytes } from './comparison-of.ts';

/** The sample type that counts live objects, in the profiles of Go's heap. */
export const OBJECTS = 'inuse_objects';

/** What one more goroutine may hold of a path. Set by hand. */
const EACH = {
  /** Objects. Fewer do not grow with the goroutines: all of them share the same ones. */
  fewest: 0.5,
  /** Objects. More grow faster than the goroutines: requests leave them. */
  most: 8,
  /** Bytes. What a goroutine allocated itself may be any number of objects, up to this size in all. */
  largest: 64 * KiB,
} as const;

/**
 * The share of what the heap gained that goroutines hold: of paths through the functions they stand in or were started
 * by, whose number of objects grew with theirs. Undefined without profiles of all three: bytes, objects, goroutines.
 */
export function heldByGoroutines(comparisons: readonly Comparison[]): number | undefined {
  const goroutines = comparisons.find(countsGoroutines);
  const bytes = comparisons.find(isOfBytes);
  const objects = comparisons.find(({ sampleType }) => sampleType === OBJECTS);
  if (goroutines === undefined || bytes === undefined || objects === undefined) return undefined;
  if (goroutines.delta <= 0 || bytes.delta <= 0 || spanOf(goroutines) <= 0) return undefined;
  const counts = new Map(objects.paths.map((path) => [nameOf(path), path.delta]));
  // Profiles of heap and goroutines may span different parts of the same climb.
  const meanwhile = spanOf(bytes) / spanOf(goroutines);
  const held = bytes.paths.filter((path) => {
    const through = goroutines.paths.filter((one) => passes(path, one));
    // One thing may come with several goroutines, a reader and a writer: the largest group counts it once.
    const added = Math.max(0, ...through.map(({ delta }) => delta)) * meanwhile;
    const each = (counts.get(nameOf(path)) ?? 0) / Math.max(1, added);
    const own = through.some((one) => rootOf(one) === rootOf(path)) && path.delta <= EACH.largest * added;
    return added > 0 && each >= EACH.fewest && (own || each <= EACH.most);
  });
  return Math.min(1, held.reduce((sum, { delta }) => sum + delta, 0) / bytes.delta);
}

function spanOf({ base, current }: Comparison): number {
  return current.time - base.time;
}

/** The function that a goroutine began with. */
function rootOf({ frames }: GrowthPath): string | undefined {
  return frames.at(-1)?.function;
}

/** Whether an allocation was made in a function that goroutines of a path stand in, or were started by. */
function passes({ frames }: GrowthPath, goroutine: GrowthPath): boolean {
  const functions = new Set(frames.map(({ function: name }) => name));
  return goroutine.frames.some(({ function: name }) => functions.has(name) || functions.has(creatorOf(name)));
}

function nameOf({ frames }: GrowthPath): string {
  return JSON.stringify(frames.map(({ function: name, line }) => [name, line]));
}

/** The function that started a goroutine which began in this one. */
function creatorOf(name: string): string {
  const creators = PROFILED.flatMap(({ frames }) => frames.creatorOf?.(name) ?? []);
  return creators.find((creator) => creator !== name) ?? name;
}
