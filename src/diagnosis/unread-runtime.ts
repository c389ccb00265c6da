import { formatCount } from '../measurement/count.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { median, sliceOf, spanOf } from '../metrics/track.ts';
import type { UnreadRuntime } from '../runtime/unread-runtimes.ts';

/** What a runtime that is not read says of the chosen pod's heap. */
export interface UnreadHeap {
  readonly runtime: UnreadRuntime;
  /** By the metric's name; absent where only other pods show it. */
  readonly heap?: { readonly metric: string; readonly track: Track } | undefined;
}

/** Samples that one end is the median of. */
const AT_ENDS = 3;

/**
 * `ruby_heap_live_slots: 1,204,000 → 6,310,000 in 8 h (live objects of Ruby).` Of the latest run of the pod's container.
 * Quoted: no judgement rests on it.
 */
export function unreadHeapLines(unread: UnreadHeap | undefined, pod?: Pick<PodMemory, 'lifetimes'>): readonly string[] {
  const { heap, runtime } = unread ?? {};
  const known = runtime?.heap.find(({ metric }) => metric === heap?.metric);
  if (heap === undefined || runtime === undefined || known === undefined) return [];
  const latest = pod?.lifetimes.at(-1);
  const inRun = latest === undefined ? undefined : sliceOf(heap.track, latest.from, latest.to);
  const track = inRun !== undefined && inRun.values.length >= 2 * AT_ENDS ? inRun : heap.track;
  const ends = endsOf(track);
  if (ends === undefined) return [];
  const levels = ends.map((count) => formatCount(Math.round(count))).join(' → ');
  const stood = stoodSince(track, ends);
  const when =
    stood === undefined
      ? `in ${formatDuration(spanOf(track))}`
      : `in ${formatDuration(spanOf(track) - stood)}, and level for ${formatDuration(stood)} since`;
  return [`${heap.metric}: ${levels} ${when} (${known.what} of ${runtime.name}).`];
}

/** When a count that rose is level since. Set by hand. */
const STANDS = {
  /** Share of what it gained: it has risen when it first has that. */
  risen: 0.9,
  /** Share of the time that it stood at least. */
  asLong: 0.5,
  /** Share of what it gained by which it goes on, at its rate since. */
  moves: 0.1,
} as const;

/** For how long a count stands that rose at first; undefined for one that still rises. */
function stoodSince(track: Track, [from, to]: readonly [number, number]): Milliseconds | undefined {
  const gained = to - from;
  const risen = track.values.findIndex((value) => value >= from + STANDS.risen * gained);
  const tail = sliceOf(track, track.times[Math.max(0, risen)] ?? 0, track.times.at(-1) ?? 0);
  const stood = spanOf(tail);
  if (gained <= 0 || risen < 0 || stood < STANDS.asLong * spanOf(track)) return undefined;
  return (Math.abs(slopePerHour(tail)) * stood) / HOUR < STANDS.moves * gained ? stood : undefined;
}

function endsOf({ values }: Track): readonly [number, number] | undefined {
  if (values.length < 2 * AT_ENDS) return undefined;
  return [median(values.subarray(0, AT_ENDS)), median(values.subarray(-AT_ENDS))];
}
