import { ALL_FRAMES } from '../runtime/all-frames.ts';
import type { FunctionTable, LocationFrames } from './function-table.ts';
import type { Origin } from './origin.ts';
import type { Profile } from './profile.ts';

/** The stacks of one side, as far as they have a value. */
interface Side {
  readonly profile: Profile;
  readonly frames: LocationFrames;
  readonly live: Uint8Array;
}

interface Names {
  readonly functions: FunctionTable;
  readonly originOf: (id: number) => Origin;
}

/** Share of the threads’ stacks: what begins so many of them is the service’s, and no library that has a thread of its own. */
const MOST = 2 / 3;
/** Of fewer stacks no share says anything. */
const SEVERAL = 3;

const MAIN = /\.main$/;

/**
 * Whose code is the service’s own, by what begins its stacks: the class whose `main` was called, else what most threads begin
 * with. Libraries that are on no list are told from it so. Undefined where nothing shows it, as in profiles of languages whose
 * files do. The main function itself is none of it: what it calls says more.
 */
export function ownCode(sides: readonly Side[], names: Names): ((id: number) => boolean) | undefined {
  const { functions } = names;
  if (!functions.names.some((name, id) => codeOf(name, functions.files[id] ?? '') !== undefined)) return undefined;
  const mains = new Map<string, number>();
  const threads = new Map<string, number>();
  for (const side of sides)
    side.live.forEach((live, stack) => {
      const first = live === 0 ? undefined : firstOfService(side, stack, names);
      if (first === undefined) return;
      const name = functions.names[first.id] ?? '';
      const code = codeOf(name, functions.files[first.id] ?? '');
      if (code === undefined) return;
      if (MAIN.test(name)) mains.set(code, (mains.get(code) ?? 0) + 1);
      else if (first.begins) threads.set(code, (threads.get(code) ?? 0) + 1);
    });
  const code = mostly(mains, 1) ?? mostly(threads, SEVERAL);
  if (code === undefined) return undefined;
  return (id) => {
    const name = functions.names[id] ?? '';
    return !MAIN.test(name) && name.replaceAll('/', '.').startsWith(code) && names.originOf(id) === 'application';
  };
}

/** The outermost function that no list knows as a library’s, and whether nothing but the standard library called it. */
function firstOfService({ profile, frames }: Side, stack: number, { originOf }: Names) {
  const { start, locations } = profile.samples.stacks;
  let begins = true;
  for (let entry = (start[stack + 1] ?? 0) - 1; entry >= (start[stack] ?? 0); entry--) {
    const location = locations[entry] ?? 0;
    for (let frame = (frames.start[location + 1] ?? 0) - 1; frame >= (frames.start[location] ?? 0); frame--) {
      const id = frames.function[frame] ?? 0;
      const origin = originOf(id);
      if (origin === 'application') return { id, begins };
      if (origin === 'dependency') begins = false;
    }
  }
  return undefined;
}

function mostly(votes: ReadonlyMap<string, number>, least: number): string | undefined {
  const all = votes.values().reduce((sum, count) => sum + count, 0);
  return [...votes].find(([, count]) => count >= least && count >= MOST * all)?.[0];
}

function codeOf(name: string, file: string): string | undefined {
  for (const frames of ALL_FRAMES) {
    const code = frames.codeOf?.(name, file);
    if (code !== undefined) return code;
  }
  return undefined;
}
