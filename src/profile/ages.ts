import type { Milliseconds } from '../measurement/duration.ts';
import type { Alignment } from './alignment.ts';
import { ticksOf } from './allocated-since.ts';
import { NO_BUCKET } from './column.ts';
import { sameProcess } from './same-process.ts';

/** How long the objects of a path live, by when each that a profiler follows was allocated. */
export interface Ages {
  /** Followed objects of the earlier profile. */
  readonly before: number;
  /** Of the later ones those that existed when the earlier heap was measured. */
  readonly left: number;
  /** Followed objects of the later profile. */
  readonly objects: number;
  /** 95 % of them are no older. */
  readonly most: Milliseconds;
  /** From the first allocation that either profile has an object of. */
  readonly watched: Milliseconds;
  /** The same of all other paths: what gives up the objects of one path by chance gives up theirs. */
  readonly elsewhere: { readonly before: number; readonly left: number };
  /** Set where only one profile was taken: of the objects of before it has those that are left, so that none can be missed. */
  readonly alone?: true | undefined;
}

/** A share of the objects. */
const MOST = 0.95;

type PathOf = Readonly<Record<'base' | 'current', Int32Array>>;

/** One followed object: its path, and the ticks of its allocation. */
interface Allocated {
  readonly path: number;
  readonly ticks: number;
}

/** By path; undefined where the profiles are not known to be of one process, or do not show when objects were allocated: nearly always. */
export function agesOn(alignment: Alignment, pathOf: PathOf): ((path: number) => Ages | undefined) | undefined {
  const { base, current } = alignment;
  const [from, to] = [base.profile.objectClock, current.profile.objectClock];
  if (from === undefined || to === undefined || sameProcess(base.profile, current.profile) !== true) return undefined;
  const [before, after] = [allocatedOf(alignment, 'base', pathOf), allocatedOf(alignment, 'current', pathOf)];
  if (before.length === 0 || after.length === 0) return undefined;
  const first = [...before, ...after].reduce((least, { ticks }) => Math.min(least, ticks), to.dumpedAt);
  const left = after.filter(({ ticks }) => ticks <= from.measuredAt);
  return (path) => {
    const on = (objects: readonly Allocated[]) => objects.filter((each) => each.path === path);
    const own = on(after);
    const age = own.map(({ ticks }) => to.dumpedAt - ticks).sort((a, b) => a - b)[Math.ceil(MOST * own.length) - 1];
    if (age === undefined) return undefined;
    const [was, stayed] = [on(before).length, on(left).length];
    return {
      before: was,
      left: stayed,
      objects: own.length,
      most: Math.max(0, age) * to.perTick,
      watched: (to.dumpedAt - first) * to.perTick,
      elsewhere: { before: before.length - was, left: left.length - stayed },
      ...(from.remade === true ? { alone: true as const } : {}),
    };
  };
}

function allocatedOf(alignment: Alignment, side: 'base' | 'current', pathOf: PathOf): readonly Allocated[] {
  const { profile } = alignment[side];
  const ticks = ticksOf({ profile }) ?? [];
  return ticks.flatMap((text, sample) => {
    const path = pathOf[side][profile.samples.stackOf[sample] ?? 0] ?? NO_BUCKET;
    return text === '' || path === NO_BUCKET ? [] : [{ path, ticks: Number(text) }];
  });
}
