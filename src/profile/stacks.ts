import type { FunctionTable, LocationFrames } from './function-table.ts';
import { type Origin, tellingOf } from './origin.ts';
import type { Profile } from './profile.ts';

/** Deeper stacks lose their outermost frames: no one reads them, and a hostile file could have millions. */
const MAX_DEPTH = 512;

/** Recursion through more functions than this is left as it is. */
const MAX_CYCLE = 4;

/**
 * The stacks of one profile as functions, leaf first: stack `s` has `functions[start[s] .. start[s + 1]]`, and none when no
 * sample of it has a value. Functions that call themselves, or each other in turn, stand once: how deep they recursed does not
 * make it another path.
 */
export interface FunctionStacks {
  readonly start: Uint32Array;
  /** Numbers of a function table, in two bytes each where those suffice. */
  readonly functions: Uint16Array | Uint32Array;
  /**
   * By stack: how far from its leaf the frame is that it is reported from: the application's innermost one; in a stack of
   * others' code the innermost dependency, else standard library, frame; the leaf where there is nothing but the runtime.
   */
  readonly reported: Uint16Array;
  /** By stack: the line in that frame. */
  readonly line: Float64Array;
}

interface StackContext {
  /** By stack: 0 where no sample of it has a value. */
  readonly live: Uint8Array;
  readonly functions: FunctionTable;
  /** By function. */
  readonly originOf: (id: number) => Origin;
  /** Whether a function is surely the service’s own, where that is known: more than that no list has it as a library’s. */
  readonly isOwn?: ((id: number) => boolean) | undefined;
}

/** A function whose origin was not asked for. */
const UNASKED = -1;

/** How telling a frame of the application is. */
const OF_APPLICATION = tellingOf('application');
/** How telling a frame of code is that is known to be the service’s own. */
const OWN = OF_APPLICATION + 1;

/** Unfolds the stacks that have a value, each once for all that is asked of them afterwards. */
export function functionStacks(profile: Profile, frames: LocationFrames, context: StackContext): FunctionStacks {
  const { live, functions: table } = context;
  const { count, start: stackStart, locations } = profile.samples.stacks;
  const { start: frameStart, function: functionOf } = frames;
  const length = framesIn(profile, frameStart, live);
  const functions = table.count <= 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
  const start = new Uint32Array(count + 1);
  const reported = new Uint16Array(count);
  const line = new Float64Array(count);
  const tellingIn = tellingReader(context);
  // Nothing further out can be more telling.
  const mostTelling = context.isOwn === undefined ? OF_APPLICATION : OWN;
  let to = 0;
  for (let stack = 0; stack < count; stack++) {
    const from = to;
    const end = live[stack] === 0 ? 0 : (stackStart[stack + 1] ?? 0);
    let most = UNASKED;
    for (let entry = stackStart[stack] ?? 0; entry < end && to - from < MAX_DEPTH; entry++) {
      const location = locations[entry] ?? 0;
      const frameEnd = frameStart[location + 1] ?? 0;
      for (let frame = frameStart[location] ?? 0; frame < frameEnd && to - from < MAX_DEPTH; frame++) {
        const id = functionOf[frame] ?? 0;
        if (most < mostTelling) {
          const telling = tellingIn(id);
          if (telling > most) {
            most = telling;
            reported[stack] = to - from;
            line[stack] = frames.line[frame] ?? 0;
          }
        }
        functions[to++] = id;
        if (mayEndRound(functions, from, to)) to -= roundOf(functions, from, to);
      }
    }
    start[stack + 1] = to;
  }
  return { start, functions: functions.subarray(0, to), reported, line };
}

/** How telling each function is, asked once of each: most functions of a large profile are never asked. */
function tellingReader({ functions, originOf, isOwn }: StackContext): (id: number) => number {
  const known = new Int8Array(functions.count).fill(UNASKED);
  return (id) => {
    const telling = known[id] ?? UNASKED;
    if (telling !== UNASKED) return telling;
    const found = isOwn?.(id) === true ? OWN : tellingOf(originOf(id));
    known[id] = found;
    return found;
  };
}

/** A round can only have ended where its function stands a few frames further in: rare, and quickly ruled out. */
function mayEndRound(functions: Uint16Array | Uint32Array, from: number, to: number): boolean {
  const id = functions[to - 1];
  const depth = to - from;
  return (
    (depth > 1 && functions[to - 2] === id) ||
    (depth > 2 && functions[to - 3] === id) ||
    (depth > 3 && functions[to - 4] === id) ||
    (depth > 4 && functions[to - 5] === id)
  );
}

/** How many of the outermost frames repeat those before them: 0 when none do. */
function roundOf(functions: ArrayLike<number>, from: number, to: number): number {
  for (let length = 1; length <= MAX_CYCLE; length++) if (isRound(functions, { from, to, length })) return length;
  return 0;
}

/** Whether the outermost `length` frames of `from .. to` repeat those before them. */
function isRound(
  functions: ArrayLike<number>,
  { from, to, length }: { readonly from: number; readonly to: number; readonly length: number },
): boolean {
  if (to - from < 2 * length) return false;
  for (let at = to - length; at < to; at++) if (functions[at] !== functions[at - length]) return false;
  return true;
}

/** So many frames all stacks of a profile that have a value have together, at most. */
function framesIn({ samples: { stacks } }: Profile, frameStart: Uint32Array, live: Uint8Array): number {
  let all = 0;
  for (let stack = 0; stack < stacks.count; stack++) {
    if (live[stack] === 0) continue;
    const end = stacks.start[stack + 1] ?? 0;
    let own = 0;
    for (let entry = stacks.start[stack] ?? 0; entry < end; entry++) {
      const location = stacks.locations[entry] ?? 0;
      own += (frameStart[location + 1] ?? 0) - (frameStart[location] ?? 0);
    }
    all += Math.min(own, MAX_DEPTH);
  }
  return all;
}

/** A single stack, leaf first, folded as in {@link FunctionStacks}, with the innermost line of each function. */
export function stackOf(
  profile: Profile,
  frames: LocationFrames,
  stack: number,
): readonly { readonly function: number; readonly line: number }[] {
  const { start, locations } = profile.samples.stacks;
  const functions: number[] = [];
  const lines: number[] = [];
  const end = start[stack + 1] ?? 0;
  for (let entry = start[stack] ?? 0; entry < end && functions.length < MAX_DEPTH; entry++) {
    const location = locations[entry] ?? 0;
    const frameEnd = frames.start[location + 1] ?? 0;
    for (let frame = frames.start[location] ?? 0; frame < frameEnd && functions.length < MAX_DEPTH; frame++) {
      functions.push(frames.function[frame] ?? 0);
      lines.push(frames.line[frame] ?? 0);
      functions.length -= roundOf(functions, 0, functions.length);
      lines.length = functions.length;
    }
  }
  return functions.map((id, at) => ({ function: id, line: lines[at] ?? 0 }));
}
