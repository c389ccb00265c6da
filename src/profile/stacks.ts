import type { LocationFrames } from './function-table.ts';
import { type Origin, tellingOf } from './origin.ts';
import type { Profile, Samples } from './profile.ts';

/** Deeper stacks lose their outermost frames: no one reads them, and a hostile file could have millions. */
const MAX_DEPTH = 512;

/** Recursion through more functions than this is left as it is. */
const MAX_CYCLE = 4;

/**
 * The stacks of one profile as functions, leaf first: sample `s` has `functions[start[s] .. start[s + 1]]`, and none when
 * it has no value. Functions that call themselves, or each other in turn, stand once: how deep they recursed does not
 * make it another path.
 */
export interface FunctionStacks {
  readonly start: Uint32Array;
  /** Numbers of a function table, in two bytes each where those suffice. */
  readonly functions: Uint16Array | Uint32Array;
  /**
   * By sample: how far from its leaf the frame is that it is reported from: the application's innermost one; in a stack of
   * others' code the innermost dependency, else standard library, frame; the leaf where there is nothing but the runtime.
   */
  readonly reported: Uint16Array;
  /** By sample: the line in that frame. */
  readonly line: Float64Array;
}

interface StackContext {
  /** By sample. */
  readonly values: Float64Array;
  /** By function. */
  readonly origins: readonly Origin[];
}

/** Unfolds the stacks of all samples, each once for all that is asked of them afterwards. */
export function functionStacks(profile: Profile, frames: LocationFrames, context: StackContext): FunctionStacks {
  const { stack, stackStart, count } = profile.samples;
  const { start: frameStart, function: functionOf, line: lineOf } = frames;
  const telling = Uint8Array.from(context.origins, tellingOf);
  const length = framesIn(profile.samples, frameStart);
  const functions = telling.length <= 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
  const start = new Uint32Array(count + 1);
  const reported = new Uint16Array(count);
  const line = new Float64Array(count);
  let to = 0;
  for (let sample = 0; sample < count; sample++) {
    const from = to;
    const end = context.values[sample] === 0 ? 0 : (stackStart[sample + 1] ?? 0);
    let most = -1;
    for (let entry = stackStart[sample] ?? 0; entry < end && to - from < MAX_DEPTH; entry++) {
      const location = stack[entry] ?? 0;
      const frameEnd = frameStart[location + 1] ?? 0;
      for (let frame = frameStart[location] ?? 0; frame < frameEnd && to - from < MAX_DEPTH; frame++) {
        const id = functionOf[frame] ?? 0;
        const weight = telling[id] ?? 0;
        if (weight > most) {
          most = weight;
          reported[sample] = to - from;
          line[sample] = lineOf[frame] ?? 0;
        }
        functions[to++] = id;
        const depth = to - from;
        if (depth < 2) continue;
        // A round can only have ended where its function stands a few frames further in: rare, and quickly ruled out.
        if (
          functions[to - 2] !== id &&
          (depth < 3 || functions[to - 3] !== id) &&
          (depth < 4 || functions[to - 4] !== id) &&
          (depth < 5 || functions[to - 5] !== id)
        ) {
          continue;
        }
        to -= roundOf(functions, from, to);
      }
    }
    start[sample + 1] = to;
  }
  return { start, functions: functions.subarray(0, to), reported, line };
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

/** So many frames all stacks of a profile have together, at most. */
function framesIn({ count, stack, stackStart }: Samples, frameStart: Uint32Array): number {
  let all = 0;
  for (let sample = 0; sample < count; sample++) {
    const end = stackStart[sample + 1] ?? 0;
    let own = 0;
    for (let entry = stackStart[sample] ?? 0; entry < end; entry++) {
      const location = stack[entry] ?? 0;
      own += (frameStart[location + 1] ?? 0) - (frameStart[location] ?? 0);
    }
    all += Math.min(own, MAX_DEPTH);
  }
  return all;
}

/** A single sample's stack, leaf first, folded as in {@link FunctionStacks}, with the innermost line of each function. */
export function stackOf(
  profile: Profile,
  frames: LocationFrames,
  sample: number,
): readonly { readonly function: number; readonly line: number }[] {
  const { stack, stackStart } = profile.samples;
  const functions: number[] = [];
  const lines: number[] = [];
  const end = stackStart[sample + 1] ?? 0;
  for (let entry = stackStart[sample] ?? 0; entry < end && functions.length < MAX_DEPTH; entry++) {
    const location = stack[entry] ?? 0;
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
