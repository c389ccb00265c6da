import { formatBytesPair } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { formatDuration } from '../measurement/duration.ts';
import type { Track } from '../metrics/series.ts';
import { median, spanOf } from '../metrics/track.ts';
import type { UnreadRuntime } from '../runtime/unread-runtimes.ts';

/** What a runtime that is not read says of the chosen pod's heap. */
export interface UnreadHeap {
  readonly runtime: UnreadRuntime;
  /** By the metric's name; absent where only other pods show it. */
  readonly heap?: { readonly metric: string; readonly track: Track } | undefined;
}

/** Samples that one end is the median of. */
const AT_ENDS = 3;

/** `dotnet_total_memory_bytes: 122 → 124 MiB in 23 h 58 min (managed heap of .NET).` Quoted: no judgement rests on it. */
export function unreadHeapLines(unread: UnreadHeap | undefined): readonly string[] {
  const { heap, runtime } = unread ?? {};
  if (heap === undefined || runtime === undefined || heap.track.values.length < 2 * AT_ENDS) return [];
  const known = runtime.heap.find(({ metric }) => metric === heap.metric);
  if (known === undefined) return [];
  const { values } = heap.track;
  const [from, to] = [median(values.subarray(0, AT_ENDS)), median(values.subarray(-AT_ENDS))];
  const levels =
    known.unit === 'bytes'
      ? formatBytesPair(from, to)
      : `${formatCount(Math.round(from))} → ${formatCount(Math.round(to))}`;
  return [`${heap.metric}: ${levels} in ${formatDuration(spanOf(heap.track))} (${known.what} of ${runtime.name}).`];
}
