import type { Instant } from '../foundation/clock.ts';
import { MINUTE } from '../measurement/duration.ts';
import { column } from './column.ts';
import type { Frame } from './frame.ts';
import { FunctionTable, type LocationFrames, locationFrames } from './function-table.ts';
import type { GoroutineRecord } from './goroutine-text.ts';
import { type Wait, waitOfFrames, waitOfState } from './goroutine-wait.ts';
import { type Origin, originReader } from './origin.ts';
import type { Profile } from './profile.ts';
import { functionStacks } from './stacks.ts';

/** Goroutines that wait for the same thing on the same line of the application, whoever called it; plain data. */
export interface GoroutineGroup {
  readonly wait: Wait;
  /** The first application frame above the runtime's. */
  readonly frame: Frame;
  readonly base: number;
  readonly current: number;
  readonly delta: number;
  /** Of them the runtime itself calls leaked; absent when it was not asked. */
  readonly leaked?: number | undefined;
  /** Since when the one that waits longest has waited; absent where none was seen to wait for a minute. */
  readonly since?: Instant | undefined;
}

/** What two profiles of a process, and the runtime's own words, report of its goroutines; plain data. */
export interface GoroutineStacks {
  /** Those that multiplied, by growth, largest first. */
  readonly groups: readonly GoroutineGroup[];
  /** When the runtime was asked for leaked goroutines, and how many it found. */
  readonly leaked?: { readonly time: Instant; readonly total: number } | undefined;
  /** When the runtime was asked for how long each waits, and how many it showed. */
  readonly shown?: { readonly time: Instant; readonly total: number } | undefined;
}

/** What a Go runtime says of its goroutines beyond their profile. */
export interface Testimony {
  /** The profile of leaked goroutines. */
  readonly leaked?: { readonly time: Instant; readonly profile: Profile } | undefined;
  /** Texts with wait times, oldest first. */
  readonly shown?: readonly { readonly time: Instant; readonly records: readonly GoroutineRecord[] }[] | undefined;
}

/** More groups than this explain nothing to anyone. */
const MOST_GROUPS = 20;

/**
 * Groups the goroutines of both sides by what they wait for and where, and adds what the runtime said of each group.
 * Figures are of the first sample type: goroutine profiles have one.
 */
export function goroutineStacks(base: Profile, current: Profile, testimony: Testimony = {}): GoroutineStacks {
  const { leaked } = testimony;
  const table = new FunctionTable();
  const profiles = [base, current, ...(leaked === undefined ? [] : [leaked.profile])];
  const frames = profiles.map((profile) => locationFrames(profile, table));
  const originOf = originReader(table);
  const [before, after, proven] = profiles.map((profile, side) =>
    countsOf({ profile, frames: frames[side], table, originOf }),
  );
  const waiting = longestWaits(testimony.shown ?? []);
  const groups = [...(after ?? new Map<string, Counted>())].map(([key, { wait, frame, count }]): GoroutineGroup => {
    const earlier = before?.get(key)?.count ?? 0;
    return {
      wait,
      frame,
      base: earlier,
      current: count,
      delta: count - earlier,
      leaked: proven === undefined ? undefined : (proven.get(key)?.count ?? 0),
      since: waiting.get(key),
    };
  });
  const last = testimony.shown?.at(-1);
  return {
    groups: groups
      .filter(({ delta }) => delta > 0)
      .sort((a, b) => b.delta - a.delta)
      .slice(0, MOST_GROUPS),
    leaked: leaked && { time: leaked.time, total: sumOf(proven) },
    shown: last && { time: last.time, total: last.records.length },
  };
}

interface Counted {
  readonly wait: Wait;
  readonly frame: Frame;
  count: number;
}

interface Side {
  readonly profile: Profile;
  readonly frames: LocationFrames | undefined;
  readonly table: FunctionTable;
  readonly originOf: (id: number) => Origin;
}

function countsOf({ profile, frames, table, originOf }: Side): Map<string, Counted> {
  const counts = new Map<string, Counted>();
  if (frames === undefined) return counts;
  const { rounded: values, live } = column(profile, 0);
  const { start, functions, reported, line } = functionStacks(profile, frames, { live, functions: table, originOf });
  for (const [at, count] of values.entries()) {
    if (count === 0) continue;
    const stack = functions.subarray(start[at], start[at + 1]);
    const id = stack[reported[at] ?? 0] ?? 0;
    const frame = { function: table.names[id] ?? '', file: table.files[id] ?? '', line: line[at] ?? 0 };
    const wait = waitOfFrames(Array.from(stack, (each) => table.names[each] ?? ''));
    const key = groupKey(wait, frame);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { wait, frame, count });
    else known.count += count;
  }
  return counts;
}

/** Lines are distinguished by their file; the function would differ between a closure and what it was inlined into. */
function groupKey(wait: Wait, { file, line }: Pick<Frame, 'file' | 'line'>): string {
  return `${wait} ${file}:${line}`;
}

function sumOf(counts: ReadonlyMap<string, Counted> | undefined): number {
  return [...(counts?.values() ?? [])].reduce((sum, { count }) => sum + count, 0);
}

/**
 * By group key, since when the goroutine of the last text that waits longest has waited. One that the runtime has
 * found to be leaked is shown without its time: then an earlier text is used. Every frame of a goroutine stands for it, so
 * that the text needs no opinion on whose code a frame is.
 */
function longestWaits(texts: NonNullable<Testimony['shown']>): ReadonlyMap<string, Instant> {
  const since = new Map<number, Instant>();
  for (const { time, records } of texts) {
    for (const { id, minutes, leaked } of records) {
      if (minutes !== undefined) since.set(id, time - minutes * MINUTE);
      // It ran meanwhile: what was known of its wait is over.
      else if (!leaked) since.delete(id);
    }
  }
  const longest = new Map<string, Instant>();
  for (const { id, state, frames } of texts.at(-1)?.records ?? []) {
    const began = since.get(id);
    if (began === undefined) continue;
    const wait = waitOfState(
      state,
      frames.map((frame) => frame.function),
    );
    for (const frame of frames) {
      const key = groupKey(wait, frame);
      longest.set(key, Math.min(began, longest.get(key) ?? began));
    }
  }
  return longest;
}
