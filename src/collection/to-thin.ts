import type { Instant } from '../foundation/clock.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import { sameProcess } from './watch.ts';

/** A stored snapshot, as far as its keeping goes. */
export interface Keepable {
  readonly id: number;
  readonly instance: string;
  readonly kind: string;
  readonly time: Instant;
  readonly processStart: Instant | undefined;
}

export interface ThinningRule {
  readonly now: Instant;
  readonly keep: Milliseconds;
  /** So many snapshots of one kind may stay of one process; at least the protected ones always do. */
  readonly perLife: number;
}

/** The last ones of a process show what it held when it died; more than one, in case the very last is damaged. */
const LAST_KEPT = 3;
/** The first shows what it held at its start. */
const FIRST_KEPT = 1;

/**
 * The snapshots to delete: those too old, and of each process' life those in the middle that lie closest to their
 * neighbours, until `perLife` are left. The first and the last of a life stay until they are too old.
 */
export function toThin(snapshots: readonly Keepable[], rule: ThinningRule): readonly number[] {
  const expired = snapshots.filter(({ time }) => time < rule.now - rule.keep);
  const fresh = snapshots.filter(({ time }) => time >= rule.now - rule.keep);
  return [...expired.map(({ id }) => id), ...livesOf(fresh).flatMap((life) => crowded(life, rule.perLife))];
}

/** Snapshots of one kind of one process, oldest first; a new start time, or none after one, begins the next. */
export function livesOf<Snapshot extends Keepable>(snapshots: readonly Snapshot[]): readonly (readonly Snapshot[])[] {
  const lives: Snapshot[][] = [];
  const open = new Map<string, Snapshot[]>();
  for (const snapshot of [...snapshots].sort((a, b) => a.time - b.time)) {
    const key = `${snapshot.kind} ${snapshot.instance}`;
    const life = open.get(key);
    if (life !== undefined && sameProcess(life.at(-1)?.processStart, snapshot.processStart)) {
      life.push(snapshot);
    } else {
      const next = [snapshot];
      open.set(key, next);
      lives.push(next);
    }
  }
  return lives;
}

function crowded(life: readonly Keepable[], perLife: number): readonly number[] {
  const left = [...life];
  const removed: number[] = [];
  while (left.length > Math.max(perLife, FIRST_KEPT + LAST_KEPT)) {
    let closest = FIRST_KEPT;
    for (let i = FIRST_KEPT; i < left.length - LAST_KEPT; i += 1) if (room(left, i) < room(left, closest)) closest = i;
    removed.push(...left.splice(closest, 1).map(({ id }) => id));
  }
  return removed;
}

/** The gap that would open if a snapshot were removed. */
function room(life: readonly Keepable[], index: number): Milliseconds {
  return (life[index + 1]?.time ?? 0) - (life[index - 1]?.time ?? 0);
}
