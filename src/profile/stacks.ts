import type { LocationFrames } from './function-table.ts';
import type { Profile } from './profile.ts';

/** Deeper stacks lose their outermost frames: nobody reads them, and a hostile file could have millions. */
const MAX_DEPTH = 512;

/** Recursion through more functions than this is left as it is. */
const MAX_CYCLE = 4;

/**
 * Unfolds one sample after the other into the same two arrays, leaf first. Functions that call themselves, or each
 * other in turn, stand once, with their innermost lines: how deep they recursed does not make it another path.
 */
export class StackWalker {
  readonly functions = new Uint32Array(MAX_DEPTH);
  readonly lines = new Float64Array(MAX_DEPTH);
  depth = 0;
  /** Frames looked at, also those that were folded: what the walk cost. */
  walked = 0;
  readonly #profile: Profile;
  readonly #frames: LocationFrames;

  constructor(profile: Profile, frames: LocationFrames) {
    this.#profile = profile;
    this.#frames = frames;
  }

  walk(sample: number): void {
    const { stack, stackStart } = this.#profile.samples;
    const { start, function: functionOf, line } = this.#frames;
    const end = stackStart[sample + 1] ?? 0;
    let depth = 0;
    let walked = 0;
    for (let entry = stackStart[sample] ?? 0; entry < end && depth < MAX_DEPTH; entry++) {
      const location = stack[entry] ?? 0;
      const frameEnd = start[location + 1] ?? 0;
      for (let frame = start[location] ?? 0; frame < frameEnd && depth < MAX_DEPTH; frame++) {
        walked++;
        this.functions[depth] = functionOf[frame] ?? 0;
        this.lines[depth] = line[frame] ?? 0;
        depth = this.#folded(depth + 1);
      }
    }
    this.depth = depth;
    this.walked = walked;
  }

  /** The depth without the outermost round of a cycle, when the last two rounds are alike. */
  #folded(depth: number): number {
    for (let length = 1; length <= MAX_CYCLE && length * 2 <= depth; length++) {
      let same = 0;
      while (same < length && this.functions[depth - 1 - same] === this.functions[depth - 1 - same - length]) same++;
      if (same === length) return depth - length;
    }
    return depth;
  }
}
