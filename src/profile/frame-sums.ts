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
export function frameSums(side: AlignedSide, countsFor: Uint32Array, count: number): FrameSums {
  const flat = side.column.lanes.map(() => new Float64Array(count));
  const cum = side.column.lanes.map(() => new Float64Array(count));
  const visitor = new Visitor(side, countsFor, count);
  side.column.rounded.forEach((value, sample) => {
    // As pprof does: a sample without value does not even make its functions known.
    if (value === 0) return;
    const { leaf, seen, depth } = visitor.visit(sample);
    side.column.lanes.forEach((lane, index) => {
      const own = lane[sample] ?? 0;
      add(flat[index], leaf, own);
      for (let i = 0; i < depth; i++) add(cum[index], seen[i] ?? 0, own);
    });
  });
  return { flat: new Sums(flat), cum: new Sums(cum) };
}

function add(sums: Float64Array | undefined, id: number, value: number): void {
  if (sums !== undefined && id >= 0) sums[id] = (sums[id] ?? 0) + value;
}

/** Names what a sample counts for, each once. */
class Visitor {
  leaf = -1;
  depth = 0;
  readonly seen: Uint32Array;
  readonly #side: AlignedSide;
  readonly #countsFor: Uint32Array;
  /** The sample (plus one) that each was last seen in. */
  readonly #stamp: Uint32Array;

  constructor(side: AlignedSide, countsFor: Uint32Array, count: number) {
    this.#side = side;
    this.#countsFor = countsFor;
    this.#stamp = new Uint32Array(count);
    this.seen = new Uint32Array(count);
  }

  visit(sample: number): this {
    const { stack, stackStart } = this.#side.profile.samples;
    const { start } = this.#side.frames;
    const countsFor = this.#countsFor;
    const end = stackStart[sample + 1] ?? 0;
    this.leaf = -1;
    this.depth = 0;
    for (let entry = stackStart[sample] ?? 0; entry < end; entry++) {
      const location = stack[entry] ?? 0;
      const frameEnd = start[location + 1] ?? 0;
      for (let frame = start[location] ?? 0; frame < frameEnd; frame++) {
        const id = countsFor[frame] ?? 0;
        if (this.leaf < 0) this.leaf = id;
        if (this.#stamp[id] === sample + 1) continue;
        this.#stamp[id] = sample + 1;
        this.seen[this.depth++] = id;
      }
    }
    return this;
  }
}
