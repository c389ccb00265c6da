import { type Bytes, MiB } from '../measurement/bytes.ts';
import type { Track } from '../metrics/series.ts';
import { guideTo } from '../runtime/runtimes.ts';
import type { ContainerRun } from './container-run.ts';

/** Share of its largest size at which a heap was full, a moment before its process ended. Set by hand. */
export const NEARLY_FULL = 0.85;
/** Share of its bound at which an old generation is full: the last object finds no room of its size. Seen at 0.99 and more. */
const OLD_FULL = 0.97;
/** Samples before an end: the lowest of them is not what a collection was about to free. */
const LAST_SAMPLES = 2;
/** Nothing has a heap of this size: a bound like it means that there is none. */
const UNBOUNDED: Bytes = 2 ** 60;

/** The largest heap that a run may have; undefined where no metric reports a bound. */
export function heapBound({ tracks }: ContainerRun): Bytes | undefined {
  const bound = tracks['heap-max']?.track.values.at(-1);
  return bound === undefined || bound <= 0 || bound >= UNBOUNDED ? undefined : bound;
}

/**
 * How much what survives collections may take of the heap, where its figure is that of the pools in which it lives long:
 * what is young may have room of its own that they never get. Undefined where no metric reports a bound.
 */
export function liveBound(run: ContainerRun): Bytes | undefined {
  const whole = heapBound(run);
  const { 'live-heap': live, 'live-max': own } = run.tracks;
  const bound = live?.reading === 'value' ? own?.track.values.at(-1) : undefined;
  return bound === undefined || bound <= 0 || bound >= UNBOUNDED ? whole : Math.min(bound, whole ?? bound);
}

/** What was in use of the heap when a run ended. */
export function heapAtEnd({ tracks }: ContainerRun): Bytes | undefined {
  const last = tracks['heap-used']?.track.values.slice(-LAST_SAMPLES) ?? [];
  return last.length === 0 ? undefined : Math.min(...last);
}

/** Whether a run ended by an error of its own, and neither when its work was done nor for memory of the container. */
export function endedItself({ end, replaced, reason, exitCode }: ContainerRun): boolean {
  return end === 'restarted' && replaced !== true && exitCode !== 0 && reason !== 'OOMKilled' && reason !== 'Evicted';
}

/** Whether a run ended because its heap was full: by the exit code of that, with a heap at its bound. However long it lasted. */
export function endedByFullHeap(run: ContainerRun): boolean {
  const codes = guideTo(run.runtime).collector.outOfMemory?.exitCodes ?? [];
  const bound = heapBound(run);
  if (!endedItself(run) || bound === undefined || !codes.includes(run.exitCode ?? 0)) return false;
  return (heapAtEnd(run) ?? 0) >= NEARLY_FULL * bound || oldWasFull(run);
}

/**
 * Whether what the last collection of the old generation left took all that this may have, where that is less than the heap. What
 * lives fills the young one then, of which the parallel collector gives up ever more: an OutOfMemoryError came with 0.78 to 0.82
 * of -Xmx alive (JDK 17 and 25).
 */
export function oldWasFull(run: ContainerRun): boolean {
  const [bound, whole] = [liveBound(run), heapBound(run)];
  const left = run.tracks['live-heap']?.track.values.at(-1) ?? 0;
  return bound !== undefined && whole !== undefined && bound < whole && left >= OLD_FULL * bound;
}

/** Runs whose heaps ended within this share of each other ended at one bound. */
const ALIKE = 0.15;

/** The size at which runs ended, if all ended at one: their bound, where no metric reports it. */
export function sizeAtEnds(failed: readonly ContainerRun[]): Bytes | undefined {
  const sizes = failed.flatMap((run) => heapAtEnd(run) ?? []);
  const most = Math.max(...sizes);
  return sizes.length === 0 || Math.min(...sizes) < (1 - ALIKE) * most ? undefined : most;
}

/** Fewer ends at one size may be at it by chance. */
const SEVERAL = 2;
/** What crashes at one point of its start does so with less. */
const LEAST_BOUND: Bytes = 48 * MiB;
/** The same, in samples of its heap. */
const LEAST_SAMPLES = 6;

/** Runs that ended because their heap was full, and how much that is. */
export interface EndedFull {
  readonly runs: readonly ContainerRun[];
  readonly bound: Bytes;
  /** Whether a metric reports the bound; else it is the size at which several runs ended. */
  readonly reported: boolean;
}

/** Of the runs of one container, by their bound, or where no metric reports one, by the one size at which they aborted. */
export function endedFullOf(all: readonly ContainerRun[]): EndedFull | undefined {
  const full = all.filter(endedByFullHeap);
  const last = full.at(-1);
  const bound = last && heapBound(last);
  if (bound !== undefined) return { runs: full, bound, reported: true };
  if (all.some((run) => heapBound(run) !== undefined)) return undefined;
  const aborted = all.filter(
    (run) =>
      endedItself(run) &&
      guideTo(run.runtime).collector.outOfMemory?.exitCodes.includes(run.exitCode ?? 0) === true &&
      (run.tracks['heap-used']?.track.values.length ?? 0) >= LEAST_SAMPLES,
  );
  const size = aborted.length < SEVERAL ? undefined : sizeAtEnds(aborted);
  return size === undefined || size < LEAST_BOUND ? undefined : { runs: aborted, bound: size, reported: false };
}

/** Samples that the end of a run is the median of. */
const END_SAMPLES = 3;

/**
 * What lived up to the end of a run whose heap was full: a process ends so only after a full collection found nothing to
 * free, so that all of the heap lived then, although no figure came after it. Since the last figure it rose evenly, as far
 * as anything shows.
 */
export function upToTheEnd(live: Track, run: ContainerRun): Track {
  const { times, values } = live;
  const last = values.length - 1;
  const shown = values.findLastIndex((value) => value !== values[last]) + 1;
  const since = Math.max(0, Math.min(shown, last - END_SAMPLES));
  const [from = 0, to = 0] = [times[since], times[last]];
  const begun = values[since] ?? 0;
  const lived = Math.max(values[last] ?? 0, heapAtEnd(run) ?? 0);
  const line = (time: number) => begun + ((lived - begun) * (time - from)) / Math.max(1, to - from);
  return { times, values: values.map((value, i) => (i <= since ? value : Math.max(value, line(times[i] ?? 0)))) };
}
