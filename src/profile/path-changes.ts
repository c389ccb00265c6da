import { type AlignedSide, type Alignment, type Change, changeOf } from './alignment.ts';
import { NO_BUCKET, Sums } from './column.ts';
import type { Frame } from './comparison.ts';
import { joinMovedLines } from './moved-lines.ts';
import { firstApplicationFrame, type PlacedAlignment } from './placement.ts';
import { StackWalker } from './stacks.ts';

/** What changed on one path, which is reported from its first application frame. */
export interface PathChange {
  readonly change: Change;
  /** The node of the call tree that the first application frame is. */
  readonly node: number;
  /** Leaf first, from the first application frame to the root, with the lines of the path's heaviest sample. */
  frames(): readonly Frame[];
  /** What lies below the first application frame, leaf first. */
  below(): readonly string[];
}

/** Every path that has a value on either side, the largest growth first and the largest loss last. */
export function pathChanges(alignment: Alignment, placed: PlacedAlignment): readonly PathChange[] {
  const { sites } = placed;
  const standsFor = joinMovedLines(placed, { base: alignment.base.profile, current: alignment.current.profile });
  const sides = {
    base: sumPaths(alignment.base, pathOf(placed.base.site, standsFor), sites.count),
    current: sumPaths(alignment.current, pathOf(placed.current.site, standsFor), sites.count),
  };
  const changes: PathChange[] = [];
  for (let path = 1; path < sites.count; path++) {
    const change = changeOf(alignment, sides.base.sums.read(path), sides.current.sums.read(path));
    if (change.base === 0 && change.current === 0) continue;
    const witness = witnessOf(alignment, path, sides);
    changes.push({ change, node: sites.parent[path] ?? 0, ...witness });
  }
  return changes.sort((a, b) =>
    a.change.delta < b.change.delta ? 1 : a.change.delta > b.change.delta ? -1 : a.node - b.node,
  );
}

interface SidePaths {
  readonly sums: Sums;
  /** By path: its heaviest sample plus one, 0 for none. */
  readonly heaviest: Uint32Array;
}

function pathOf(site: Int32Array, standsFor: Int32Array): Int32Array {
  return site.map((at) => (at === NO_BUCKET ? NO_BUCKET : (standsFor[at] ?? at)));
}

function sumPaths(side: AlignedSide, path: Int32Array, count: number): SidePaths {
  const heaviest = new Uint32Array(count);
  const weight = new Float64Array(count);
  path.forEach((at, sample) => {
    if (at === NO_BUCKET) return;
    const value = Math.abs(side.column.rounded[sample] ?? 0);
    if (value <= (weight[at] ?? 0)) return;
    weight[at] = value;
    heaviest[at] = sample + 1;
  });
  return { sums: Sums.of(side.column, path, count), heaviest };
}

/** The sample whose lines a path shows: the heaviest now, else the heaviest before. */
function witnessOf(
  alignment: Alignment,
  path: number,
  sides: { base: SidePaths; current: SidePaths },
): Pick<PathChange, 'frames' | 'below'> {
  const now = sides.current.heaviest[path] ?? 0;
  const side = now > 0 ? alignment.current : alignment.base;
  const sample = (now > 0 ? now : (sides.base.heaviest[path] ?? 1)) - 1;
  return {
    frames: () => describe(alignment, side, sample).frames,
    below: () => describe(alignment, side, sample).below,
  };
}

function describe(alignment: Alignment, side: AlignedSide, sample: number): { frames: Frame[]; below: string[] } {
  const walker = new StackWalker(side.profile, side.frames);
  walker.walk(sample);
  const reported = firstApplicationFrame(walker, alignment.origins);
  const all = Array.from({ length: walker.depth }, (_, frame): Frame => {
    const id = walker.functions[frame] ?? 0;
    return {
      function: alignment.functions.names[id] ?? '',
      file: alignment.functions.files[id] ?? '',
      line: walker.lines[frame] ?? 0,
    };
  });
  return { frames: all.slice(reported), below: all.slice(0, reported).map((frame) => frame.function) };
}
