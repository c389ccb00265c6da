import { type AlignedSide, type Alignment, type Change, changeOf } from './alignment.ts';
import { byMagnitude, Sums } from './column.ts';

/** What changed in one function (name and file). */
export interface FunctionChange {
  readonly name: string;
  readonly file: string;
  /** Its own, and with everything it called; a function that recurses counts once in `cum`. */
  readonly flat: Change;
  readonly cum: Change;
}

/** Every function that has a value on either side, by the magnitude of its flat delta, then by name. */
export function functionChanges(alignment: Alignment): readonly FunctionChange[] {
  const { functions } = alignment;
  const base = functionSums(alignment.base, functions.count);
  const current = functionSums(alignment.current, functions.count);
  const changes: FunctionChange[] = [];
  for (let id = 0; id < functions.count; id++) {
    const flat = changeOf(alignment, base.flat.read(id), current.flat.read(id));
    const cum = changeOf(alignment, base.cum.read(id), current.cum.read(id));
    if (!isZero(flat) || !isZero(cum)) {
      changes.push({ name: functions.names[id] ?? '', file: functions.files[id] ?? '', flat, cum });
    }
  }
  return changes.sort((a, b) => byMagnitude(a.flat.delta, b.flat.delta) || compareTexts(a.name, b.name));
}

function isZero(change: Change): boolean {
  return change.base === 0 && change.current === 0;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function functionSums(side: AlignedSide, count: number): { flat: Sums; cum: Sums } {
  const flat = side.column.lanes.map(() => new Float64Array(count));
  const cum = side.column.lanes.map(() => new Float64Array(count));
  const visitor = new FunctionVisitor(side, count);
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

/** Names the functions of a sample, each once. */
class FunctionVisitor {
  leaf = -1;
  depth = 0;
  readonly seen: Uint32Array;
  readonly #side: AlignedSide;
  /** The sample (plus one) that a function was last seen in. */
  readonly #stamp: Uint32Array;

  constructor(side: AlignedSide, count: number) {
    this.#side = side;
    this.#stamp = new Uint32Array(count);
    this.seen = new Uint32Array(count);
  }

  visit(sample: number): this {
    const { stack, stackStart } = this.#side.profile.samples;
    const { start, function: functionOf } = this.#side.frames;
    const end = stackStart[sample + 1] ?? 0;
    this.leaf = -1;
    this.depth = 0;
    for (let entry = stackStart[sample] ?? 0; entry < end; entry++) {
      const location = stack[entry] ?? 0;
      const frameEnd = start[location + 1] ?? 0;
      for (let frame = start[location] ?? 0; frame < frameEnd; frame++) {
        const id = functionOf[frame] ?? 0;
        if (this.leaf < 0) this.leaf = id;
        if (this.#stamp[id] === sample + 1) continue;
        this.#stamp[id] = sample + 1;
        this.seen[this.depth++] = id;
      }
    }
    return this;
  }
}
