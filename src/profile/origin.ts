import { ALL_FRAMES } from '../runtime/all-frames.ts';
import { type FrameRules, isForeign, type Origin, type OriginRead } from '../runtime/frame-rules.ts';
import type { FunctionTable } from './function-table.ts';

export type { Origin } from '../runtime/frame-rules.ts';

/** How much a frame says about what caused something, by its origin. */
const TELLING: Readonly<Record<Origin, number>> = { runtime: 0, standard: 1, dependency: 2, application: 3 };

/** How much a frame of this origin says about what caused something: a number that is larger for the application's. */
export function tellingOf(origin: Origin): number {
  return TELLING[origin];
}

/** Whether a function belongs to what takes the profile. */
export function ofProfiler(name: string): boolean {
  return ALL_FRAMES.some((frames) => frames.ofProfiler?.(name) === true);
}

/**
 * Shows the origin of a function by its number, by the rules of the runtime that writes such names and files. Asked for those
 * of interest only: to read a name takes longer than to add up all samples of its function.
 */
export function originReader(table: FunctionTable): (id: number) => Origin {
  const readers = ALL_FRAMES.map((frames) => frames.reader(table));
  const known: (Origin | undefined)[] = [];
  return (id) => {
    known[id] ??= originIn(readers, table.names[id] ?? '', table.files[id] ?? '');
    return known[id];
  };
}

/** The origin of one function, by its name and file alone. */
export function originOf(name: string, file: string): Origin {
  return originIn(READERS_OF_ONE, name, file);
}

const READERS_OF_ONE = ALL_FRAMES.map((frames) => frames.reader({ names: [], files: [] }));

function originIn(readers: readonly ReturnType<FrameRules['reader']>[], name: string, file: string): Origin {
  let likely: OriginRead | undefined;
  for (const read of readers) {
    const found = read(name, file);
    if (found?.sure === true) return found.origin;
    likely ??= found;
  }
  return likely?.origin ?? unwrittenOrigin(name, file);
}

/** Of functions that no runtime knows: a program in another language, or what the profiler made up. */
function unwrittenOrigin(name: string, file: string): Origin {
  if (isForeign(name, file)) return 'dependency';
  return file === '' ? 'runtime' : 'application';
}
