import type { AlignedSide } from './alignment.ts';
import { Sums } from './column.ts';

export interface FrameSums {
  /** By what a frame counts for: what its own samples have, and those of everything it called. */
  readonly flat: Sums;
  readonly cum: Sums;
}

/**
 * Sums one side by what each frame counts for (its function, its line, …): `countsFor[frame]` is a number below
 * `count`. What stands in a stack several times, by recursion, counts once in `cum`.
 */
export function frameSums({ profile, frames, column }: AlignedSide, countsFor: Uint32Array, count: number): FrameSums {
  const { start: stackStart, locations } = profile.samples.stacks;
  const { start } = frames;
  const { live, lanes } = column;
  const flat = lanes.map(() => new Float64Array(count));
  const cum = lanes.map(() => new Float64Array(count));
  // What the stack counts for, each once, the leaf first; and the stack (plus one) that each was last seen in.
  const seen = new Uint32Array(count);
  const seenIn = new Uint32Array(count);
  for (let stack = 0; stack < live.length; stack++) {
    // As pprof does: a sample without value does not even make its functions known.
    if (live[stack] === 0) continue;
    const end = stackStart[stack + 1] ?? 0;
    let depth = 0;
    for (let entry = stackStart[stack] ?? 0; entry < end; entry++) {
      const location = locations[entry] ?? 0;
      const frameEnd = start[location + 1] ?? 0;
      for (let frame = start[location] ?? 0; frame < frameEnd; frame++) {
        const id = countsFor[frame] ?? 0;
        if (seenIn[id] === stack + 1) continue;
        seenIn[id] = stack + 1;
        seen[depth++] = id;
      }
    }
    for (let lane = 0; lane < lanes.length; lane++) {
      const own = lanes[lane]?.[stack] ?? 0;
      if (depth > 0) add(flat[lane], seen[0] ?? 0, own);
      for (let i = 0; i < depth; i++) add(cum[lane], seen[i] ?? 0, own);
    }
  }
  return { flat: new Sums(flat), cum: new Sums(cum) };
}

function add(sums: Float64Array | undefined, id: number, value: number): void {
  if (sums !== undefined) sums[id] = (sums[id] ?? 0) + value;
}
