import type { LocationFrames } from './function-table.ts';
import type { Profile } from './profile.ts';

/** Deeper stacks lose their outermost frames: nobody reads them, and a hostile file could have millions. */
const MAX_DEPTH = 512;

/**
 * Unfolds one sample after the other into the same two arrays, leaf first. A function that calls itself directly is
 * one frame, with the innermost line: how deep it recursed does not make it another path.
 */
export class StackWalker {
  readonly functions = new Uint32Array(MAX_DEPTH);
  readonly lines = new Float64Array(MAX_DEPTH);
  depth = 0;
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
    for (let entry = stackStart[sample] ?? 0; entry < end; entry++) {
      const location = stack[entry] ?? 0;
      const frameEnd = start[location + 1] ?? 0;
      for (let frame = start[location] ?? 0; frame < frameEnd; frame++) {
        const id = functionOf[frame] ?? 0;
        if (depth > 0 && this.functions[depth - 1] === id) continue;
        if (depth === MAX_DEPTH) break;
        this.functions[depth] = id;
        this.lines[depth] = line[frame] ?? 0;
        depth++;
      }
    }
    this.depth = depth;
  }
}
