import { type Ages, agesOn } from './ages.ts';
import { type AlignedSide, type Alignment, type Change, changeOf } from './alignment.ts';
import { NO_BUCKET, Sums } from './column.ts';
import type { Frame } from './comparison.ts';
import { type Kept, keptOn } from './kept.ts';
import { joinMovedLines } from './moved-lines.ts';
import { ofProfiler } from './origin.ts';
import { joinOwnLines, ownObjectsOn } from './own-objects.ts';
import { type Sampled, sampledOn } from './sampled.ts';
import { findSites } from './sites.ts';
import { stackOf } from './stacks.ts';
import { joinThreadPools } from './thread-pools.ts';
import { hasNoPlace } from './unplaced.ts';

/** What changed on one path, which is reported from its first application frame. */
export interface PathChange {
  readonly change: Change;
  /** Leaf first, from the first application frame to the root, with the lines of the path's heaviest stack. */
  readonly frames: readonly Frame[];
  /** What lies below the first application frame, leaf first. */
  readonly below: readonly string[];
  /** What the growth is made of and what keeps it, where the profile shows it. */
  readonly kept?: Kept | undefined;
  /** How long its objects live, where that shows. */
  readonly ages?: Ages | undefined;
  /** Where the figure is an estimate from objects that a profiler follows: how many, and how far off it may be. */
  readonly sampled?: Sampled | undefined;
  /** Why it stands behind all others that grew; absent where nothing speaks against its rank. */
  readonly behind?: Behind | undefined;
}

/** Too few objects to rank it by; a name for what is not known; or the work of what takes the profile. */
export type Behind = 'few' | 'unplaced' | 'profiler';

export interface PathChanges {
  /** The largest growth first, the largest loss last, then what cannot be ranked; at most as many as were asked for. */
  readonly paths: readonly PathChange[];
  /** All that grew and cannot be ranked, and what may have grown as well as shrunk. */
  readonly unranked: readonly PathChange[];
  /** What all growing paths grew by, and how many they are. */
  readonly growth: number;
}

/** The paths that have a value on either side; `limit` of them where it is given. */
export function pathChanges(alignment: Alignment, limit = Number.POSITIVE_INFINITY): PathChanges {
  const sites = findSites(alignment);
  const standsFor = joinMovedLines(sites, { base: alignment.base.profile, current: alignment.current.profile });
  const placed = joinThreadPools(alignment, sites, standsFor);
  const ways = { base: pathOf(sites.base, standsFor), current: pathOf(sites.current, standsFor) };
  const pathsOf = joinOwnLines(alignment, ways, sites.pairs.count);
  const base = sumPaths(alignment.base, pathsOf.base, {
    count: sites.pairs.count,
    mute: (stack) => placed.has(sites.base[stack] ?? NO_BUCKET),
  });
  const current = sumPaths(alignment.current, pathsOf.current, {
    count: sites.pairs.count,
    mute: (stack) => placed.has(sites.current[stack] ?? NO_BUCKET),
  });
  const deltas = new Float64Array(sites.pairs.count);
  const held = new Float64Array(sites.pairs.count);
  let growth = 0;
  for (let path = 0; path < deltas.length; path++) {
    const before = base.sums.rounded(path) / alignment.base.merged;
    const after = current.sums.rounded(path) / alignment.current.merged;
    held[path] = after;
    deltas[path] = before === 0 && after === 0 ? Number.NaN : after - before;
    growth += Math.max(0, after - before);
  }
  const kept = keptOn(alignment, pathsOf);
  const sampled = sampledOn(alignment, { pathOf: pathsOf, count: sites.pairs.count });
  const ownObjects = ownObjectsOn(alignment, pathsOf.current, sampled && kept);
  const ages = agesOn(alignment, pathsOf);
  const profiled = alignment.functions.names.some(ofProfiler);
  // Of these some stand behind others that grew less: few profiles have any, and those few paths.
  const known = sampled === undefined && !profiled ? limit + PLACEHOLDERS : Number.POSITIVE_INFINITY;
  const paths = largest(deltas, held, known).map((path): PathChange => {
    const now = current.heaviest[path] ?? 0;
    const witness =
      now > 0
        ? { side: alignment.current, stack: now - 1 }
        : { side: alignment.base, stack: (base.heaviest[path] ?? 1) - 1 };
    const change = changeOf(alignment, base.sums.read(path), current.sums.read(path));
    const described = describe(alignment, witness);
    const objects = ownObjects(path) ? undefined : sampled?.(path);
    const behind = behindOf(described, objects);
    return { change, ...described, kept: kept?.(path), ages: ages?.(path), sampled: objects, behind };
  });
  const unranked = paths.filter(({ change, behind }) => behind === 'few' || (change.delta > 0 && behind !== undefined));
  return { paths: shown(inOrder(paths), limit), unranked, growth };
}

function behindOf(path: Pick<PathChange, 'frames' | 'below'>, sampled: Sampled | undefined): Behind | undefined {
  const profiler = path.frames.some((frame) => ofProfiler(frame.function)) || path.below.some(ofProfiler);
  if (profiler) return 'profiler';
  if (hasNoPlace([...path.below, ...path.frames.map((frame) => frame.function)])) return 'unplaced';
  return sampled?.few === true ? 'few' : undefined;
}

/** Names for what is not known, each a path: a few at most. */
const PLACEHOLDERS = 20;

/** In which order what cannot be ranked stands. */
const PLACES: readonly Behind[] = ['few', 'unplaced', 'profiler'];

/** What can be ranked, then what cannot. */
function inOrder(paths: readonly PathChange[]): readonly PathChange[] {
  const place = ({ behind }: PathChange) => (behind === undefined ? 0 : PLACES.indexOf(behind) + 1);
  return paths.some(({ behind }) => behind !== undefined) ? paths.toSorted((a, b) => place(a) - place(b)) : paths;
}

/** Of more than have room: what grew, then the largest losses, then what cannot be ranked. */
function shown(paths: readonly PathChange[], limit: number): readonly PathChange[] {
  if (paths.length <= limit) return paths;
  const ranked = paths.filter(({ behind }) => behind === undefined);
  const grown = ranked.filter(({ change }) => change.delta > 0).slice(0, limit);
  const lost = ranked.filter(({ change }) => change.delta < 0);
  const losses = lost.slice(lost.length - Math.min(lost.length, limit - grown.length));
  return [...grown, ...losses, ...paths.filter(({ behind }) => behind !== undefined)].slice(0, limit);
}

/** Share of what the growing paths grew by. Beside it a smaller net is nothing that anything could be a share of. */
const LEAST_NET = 0.1;

/**
 * What a path's share is a share of: what the total grew by; where the total did not grow, or hardly beside what its paths did,
 * what the growing paths grew by.
 */
export function wholeGrowth(total: Change, growthOfPaths: number): number {
  const net = Number(total.delta);
  return net > 0 && net >= LEAST_NET * growthOfPaths ? net : growthOfPaths;
}

/**
 * The positions of the largest figures, largest first, of equal ones that which holds more; those without a figure (NaN) are
 * left out. Where there are not so many that grew, the largest losses fill the places that are left, and what did not change has none.
 */
function largest(figures: Float64Array, held: Float64Array, limit: number): number[] {
  const all = limit === Number.POSITIVE_INFINITY;
  const grown = atLeast(figures, all ? Number.NEGATIVE_INFINITY : Number.MIN_VALUE, limit);
  const of = (each: Float64Array, position: number) => each[position] ?? 0;
  const order = (a: number, b: number) => of(figures, b) - of(figures, a) || of(held, b) - of(held, a) || a - b;
  const first = grown.sort(order).slice(0, limit);
  if (all || first.length === limit) return first;
  const lost = atLeast(
    figures.map((figure) => -figure),
    Number.MIN_VALUE,
    limit - first.length,
  );
  return [
    ...first,
    ...lost
      .sort((a, b) => -order(a, b))
      .slice(0, limit - first.length)
      .reverse(),
  ];
}

/** The positions of at least the `count` largest figures that are no smaller than `least`. */
function atLeast(figures: Float64Array, least: number, count: number): number[] {
  const sorted = figures.filter((figure) => figure >= least).sort();
  const from = sorted[Math.max(0, sorted.length - count)] ?? 0;
  const positions: number[] = [];
  figures.forEach((figure, position) => {
    if (figure >= least && figure >= from) positions.push(position);
  });
  return positions;
}

interface SidePaths {
  readonly sums: Sums;
  /** By path: its heaviest stack plus one, 0 for none. */
  readonly heaviest: Uint32Array;
}

function pathOf(site: Int32Array, standsFor: Int32Array): Int32Array {
  return site.map((at) => (at === NO_BUCKET ? NO_BUCKET : (standsFor[at] ?? at)));
}

interface PathCounts {
  readonly count: number;
  /** Whether a stack says nothing of the path that it is counted to. */
  readonly mute: (stack: number) => boolean;
}

function sumPaths(side: AlignedSide, path: Int32Array, { count, mute }: PathCounts): SidePaths {
  const heaviest = new Uint32Array(count);
  const weight = new Float64Array(count);
  path.forEach((at, stack) => {
    if (at === NO_BUCKET || mute(stack)) return;
    const value = Math.abs(side.column.rounded[stack] ?? 0);
    // Any stack is better than none: of one whose samples cancel each other out the path has a value on the other side.
    if (value <= (weight[at] ?? 0) && heaviest[at] !== 0) return;
    weight[at] = value;
    heaviest[at] = stack + 1;
  });
  return { sums: Sums.of(side.column, path, count), heaviest };
}

function describe(
  alignment: Alignment,
  { side, stack }: { side: AlignedSide; stack: number },
): { frames: Frame[]; below: string[] } {
  const reported = side.stacks.reported[stack] ?? 0;
  const all = stackOf(side.profile, side.frames, stack).map(
    (frame): Frame => ({
      function: alignment.functions.names[frame.function] ?? '',
      file: alignment.functions.files[frame.function] ?? '',
      line: frame.line,
    }),
  );
  return { frames: all.slice(reported), below: all.slice(0, reported).map((frame) => frame.function) };
}
