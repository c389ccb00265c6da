import { type Alignment, type Change, changeOf } from './alignment.ts';
import { byMagnitude } from './column.ts';
import { type FrameSums, frameSums } from './frame-sums.ts';

/** What changed in one place of the code. */
export interface FlatAndCum {
  /** Its own, and with everything it called; what recurses counts once in `cum`. */
  readonly flat: Change;
  readonly cum: Change;
}

/** What changed in one function (name and file). */
export interface FunctionChange extends FlatAndCum {
  readonly name: string;
  readonly file: string;
}

/** Every function that has a value on either side, by the magnitude of its flat delta, then by name and file. */
export function functionChanges(alignment: Alignment): readonly FunctionChange[] {
  const { functions, base, current } = alignment;
  const sums = {
    base: frameSums(base, base.frames.function, functions.count),
    current: frameSums(current, current.frames.function, functions.count),
  };
  const changes = changesOf(alignment, sums, functions.count).map(({ id, ...change }) => ({
    name: functions.names[id] ?? '',
    file: functions.files[id] ?? '',
    ...change,
  }));
  return changes.sort(
    (a, b) => byMagnitude(a.flat.delta, b.flat.delta) || compareTexts(a.name, b.name) || compareTexts(a.file, b.file),
  );
}

/** The changes of all that has a value on either side, by number. */
export function changesOf(
  alignment: Alignment,
  { base, current }: { readonly base: FrameSums; readonly current: FrameSums },
  count: number,
): readonly (FlatAndCum & { readonly id: number })[] {
  const changes: (FlatAndCum & { id: number })[] = [];
  for (let id = 0; id < count; id++) {
    const flat = changeOf(alignment, base.flat.read(id), current.flat.read(id));
    const cum = changeOf(alignment, base.cum.read(id), current.cum.read(id));
    if (!isZero(flat) || !isZero(cum)) changes.push({ id, flat, cum });
  }
  return changes;
}

function isZero(change: Change): boolean {
  return change.base === 0 && change.current === 0;
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
