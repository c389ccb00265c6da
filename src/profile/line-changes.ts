import type { Alignment } from './alignment.ts';
import { byMagnitude } from './column.ts';
import type { Frame } from './comparison.ts';
import { frameSums } from './frame-sums.ts';
import { changesOf, compareTexts, type FlatAndCum } from './function-changes.ts';
import type { LocationFrames } from './function-table.ts';
import { PairIndex } from './pair-index.ts';
import { lineKey } from './sites.ts';

/** What changed in one line of a function. */
export interface LineChange extends FlatAndCum, Frame {}

/**
 * Every line that has a value on either side, by the magnitude of its flat delta, then by function, line and file. A line
 * is its number: between two revisions it may have moved, which paths see through and this does not.
 */
export function lineChanges(alignment: Alignment): readonly LineChange[] {
  const { functions, base, current } = alignment;
  const lines = new PairIndex();
  const [inBase, inCurrent] = [numbered(base.frames, lines), numbered(current.frames, lines)];
  const sums = { base: frameSums(base, inBase, lines.count), current: frameSums(current, inCurrent, lines.count) };
  const changes = changesOf(alignment, sums, lines.count).map(({ id, ...change }): LineChange => {
    const inFunction = lines.first[id] ?? 0;
    return {
      function: functions.names[inFunction] ?? '',
      file: functions.files[inFunction] ?? '',
      line: lines.second[id] ?? 0,
      ...change,
    };
  });
  return changes.sort(
    (a, b) =>
      byMagnitude(a.flat.delta, b.flat.delta) ||
      compareTexts(a.function, b.function) ||
      a.line - b.line ||
      compareTexts(a.file, b.file),
  );
}

function numbered(frames: LocationFrames, lines: PairIndex): Uint32Array {
  return frames.function.map((id, frame) => lines.number(id, lineKey(frames.line[frame] ?? 0)));
}
