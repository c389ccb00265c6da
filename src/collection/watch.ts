import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';

/** What a visit learned of a process; parts that no metric reported are absent. */
export interface Reading {
  readonly time: Instant;
  readonly processStart?: Instant | undefined;
  readonly memory?: Bytes | undefined;
  readonly goroutines?: number | undefined;
}

/** What the collector remembers of one target between visits. */
export interface Watch {
  /** When the process that answers there now was first seen, or when it started. */
  readonly since: Instant;
  readonly processStart: Instant | undefined;
  /** Recent memory readings of this process, oldest first. */
  readonly memory: readonly { readonly time: Instant; readonly bytes: Bytes }[];
  /** The last attempt at a snapshot of this process, and the memory then. */
  readonly captured: { readonly time: Instant; readonly memory: Bytes | undefined } | undefined;
  /** Attempts that failed since the last that did not. */
  readonly failures: number;
  /** The goroutine count, and the lowest of this process. */
  readonly goroutines?: { readonly last: number; readonly lowest: number } | undefined;
  /** When the runtime was last asked about them, and how many they were. */
  readonly examined?: { readonly time: Instant; readonly goroutines: number | undefined } | undefined;
  /** Whether this process serves the profile of leaked goroutines; unknown until it was asked. */
  readonly servesLeaks?: boolean | undefined;
  /** When its class histogram was last asked for. */
  readonly histogramAt?: Instant | undefined;
}

/** Enough to show the pace of growth over some minutes, few enough that an old calm does not hide it. */
const READINGS_KEPT = 6;

/** Start times are reported in seconds, some rounded: a smaller change is the same process. */
const SAME_START = 3000;

/** The watch after a visit. A process that started again begins a new lifetime with nothing captured yet. */
export function watched(before: Watch | undefined, reading: Reading): Watch {
  const processStart = reading.processStart ?? before?.processStart;
  const old = before !== undefined && sameProcess(before.processStart, processStart) ? before : undefined;
  const now = reading.memory === undefined ? [] : [{ time: reading.time, bytes: reading.memory }];
  return {
    since: old === undefined ? Math.min(processStart ?? reading.time, reading.time) : old.since,
    processStart,
    memory: [...(old?.memory ?? []), ...now].slice(-READINGS_KEPT),
    captured: old?.captured,
    failures: before?.failures ?? 0,
    goroutines: counted(old, reading.goroutines),
    examined: old?.examined,
    servesLeaks: old?.servesLeaks,
    histogramAt: old?.histogramAt,
  };
}

function counted(old: Watch | undefined, now: number | undefined): Watch['goroutines'] {
  if (now === undefined) return undefined;
  return { last: now, lowest: Math.min(now, old?.goroutines?.lowest ?? now) };
}

/** The watch after the runtime was asked about its goroutines. */
export function examined(watch: Watch, time: Instant, servesLeaks: boolean | undefined): Watch {
  return { ...watch, examined: { time, goroutines: watch.goroutines?.last }, servesLeaks };
}

/** The watch after an attempt at a snapshot. */
export function attempted(watch: Watch, time: Instant, succeeded: boolean): Watch {
  return {
    ...watch,
    captured: { time, memory: watch.memory.at(-1)?.bytes },
    failures: succeeded ? 0 : watch.failures + 1,
  };
}

/** Whether two start times name the same process; an unknown one differs from none. */
export function sameProcess(a: Instant | undefined, b: Instant | undefined): boolean {
  return a === undefined || b === undefined || Math.abs(a - b) <= SAME_START;
}
