import type { Instant } from '../foundation/clock.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import type { Snapshot } from './ports.ts';

/** Metrics and profiles name a start within a scrape or two of each other. */
const START_TOLERANCE = 30 * SECOND;

/** A new process begins with far less than the one before it ended with. */
const FALL_OF_A_RESTART = 0.5;

/** The snapshots that were taken of the process that lived in one lifetime of a pod, oldest first. */
export function snapshotsOf(
  lifetime: Lifetime,
  lifetimes: readonly Lifetime[],
  snapshots: readonly Snapshot[],
): readonly Snapshot[] {
  const sorted = [...snapshots].sort((a, b) => a.time - b.time);
  const own = sorted.filter((snapshot) =>
    snapshot.processStart === undefined
      ? startUnknownIn(lifetime, lifetimes, snapshot)
      : isOf(lifetime, lifetimes, { time: snapshot.time, processStart: snapshot.processStart }),
  );
  return withoutNextLife(lifetime, own);
}

interface Taken {
  readonly time: Instant;
  readonly processStart: Instant;
}

/** Lives may be shorter than what their starts differ by: a process is that of the life whose start is nearest to its own. */
function isOf(lifetime: Lifetime, lifetimes: readonly Lifetime[], { time, processStart }: Taken): boolean {
  const fitting = lifetimes.filter((life) => startedIn(life, time, processStart));
  const nearest = Math.min(...fitting.map((life) => apart(life, processStart)));
  return fitting.includes(lifetime) && apart(lifetime, processStart) === nearest;
}

/** A life that the window cut off may have begun long before. */
function apart({ from, startedAt, startSeen }: Lifetime, processStart: Instant): Milliseconds {
  if (startedAt === undefined && startSeen !== true) return Math.max(0, processStart - from);
  return Math.abs(processStart - (startedAt ?? from));
}

function startedIn(lifetime: Lifetime, time: number, processStart: number): boolean {
  if (time < lifetime.from - START_TOLERANCE || time > lifetime.to + START_TOLERANCE) return false;
  // Taken a moment before this life began, of the process before it.
  if (lifetime.startSeen === true && processStart < lifetime.from - START_TOLERANCE) return false;
  // A life cut off by the window began before it: then only a start inside another life speaks against it.
  return processStart <= lifetime.from + START_TOLERANCE && processStart <= time + START_TOLERANCE;
}

/**
 * Profile servers do not say when a process started. What was taken within a life is of it; what was taken between
 * two is of the earlier one, as far as its size agrees (see below), and never of the later: the last samples before a
 * kill are those that metrics miss.
 */
function startUnknownIn(lifetime: Lifetime, lifetimes: readonly Lifetime[], { time, total }: Snapshot): boolean {
  const next = Math.min(...lifetimes.map(({ from }) => from).filter((from) => from > lifetime.from));
  if (time < lifetime.from) return lifetime.startSeen !== true && first(lifetimes) === lifetime && near(time, lifetime);
  if (time <= lifetime.to) return true;
  return time < next && near(time, lifetime) && (next === Number.POSITIVE_INFINITY || total !== undefined);
}

function near(time: number, { from, to }: Lifetime): boolean {
  return time >= from - START_TOLERANCE && time <= to + START_TOLERANCE;
}

function first(lifetimes: readonly Lifetime[]): Lifetime | undefined {
  return lifetimes.reduce<Lifetime | undefined>(
    (earliest, each) => (earliest === undefined || each.from < earliest.from ? each : earliest),
    undefined,
  );
}

/** From the first one after the end whose size says that a new process had begun, none is of this life. */
function withoutNextLife(lifetime: Lifetime, own: readonly Snapshot[]): readonly Snapshot[] {
  const cut = own.findIndex(({ time, total, processStart }, index) => {
    const before = own[index - 1]?.total;
    if (processStart !== undefined || time <= lifetime.to || lifetime.end === 'running') return false;
    return total === undefined || before === undefined || total < FALL_OF_A_RESTART * before;
  });
  return cut < 0 ? own : own.slice(0, cut);
}
