import { type Bytes, formatBytesPair, MiB } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { formatDuration } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
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

/** Less than this is no growth to share. */
const GREW: Bytes = 16 * MiB;

/**
 * `dotnet_total_memory_bytes: 122 → 724 MiB in 8 h (managed heap of .NET), 86 % of what memory gained.` Of the latest run
 * of the pod's container. Quoted: no judgement rests on it.
 */
export function unreadHeapLines(
  unread: UnreadHeap | undefined,
  pod?: Pick<PodMemory, 'rss' | 'lifetimes'>,
): readonly string[] {
  const { heap, runtime } = unread ?? {};
  const known = runtime?.heap.find(({ metric }) => metric === heap?.metric);
  if (heap === undefined || runtime === undefined || known === undefined) return [];
  const latest = pod?.lifetimes.at(-1);
  const inRun = latest === undefined ? undefined : sliceOf(heap.track, latest.from, latest.to);
  const track = inRun !== undefined && inRun.values.length >= 2 * AT_ENDS ? inRun : heap.track;
  const ends = endsOf(track);
  if (ends === undefined) return [];
  const [from, to] = ends;
  const levels =
    known.unit === 'bytes'
      ? formatBytesPair(from, to)
      : `${formatCount(Math.round(from))} → ${formatCount(Math.round(to))}`;
  const share = known.unit === 'bytes' && track === inRun ? shareOf(to - from, track, pod?.rss) : '';
  return [`${heap.metric}: ${levels} in ${formatDuration(spanOf(track))} (${known.what} of ${runtime.name})${share}.`];
}

/** How much of what memory gained at the same time it is. */
function shareOf(gained: Bytes, { times }: Track, rss: Track | undefined): string {
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0];
  const [before, after] = (rss && endsOf(sliceOf(rss, from, to))) ?? [0, 0];
  if (after - before < GREW || gained < 0) return '';
  return `, ${formatShare(Math.min(1, gained / (after - before)))} of what memory gained`;
}

function endsOf({ values }: Track): readonly [number, number] | undefined {
  if (values.length < 2 * AT_ENDS) return undefined;
  return [median(values.subarray(0, AT_ENDS)), median(values.subarray(-AT_ENDS))];
}
