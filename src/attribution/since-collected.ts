import type { Bytes } from '../measurement/bytes.ts';
import type { Track } from '../metrics/series.ts';
import { median } from '../metrics/track.ts';

/** When the collections of a figure that stands still may be missing. Set by hand. */
const OVERDUE = {
  /** Collections, each of which left more than the one before. Fewer are no line. */
  rising: 3,
  /** Times the usual span between two of them. One that is later than this is not only late. */
  gaps: 1.5,
  /** Samples since the last one. */
  samples: 4,
  /** Times what the last one left. A heap that fell no lower since was not collected. */
  holds: 1.2,
} as const;

/**
 * A figure of what a full collection left stands still until the next one, which is no level: where each left more than the
 * one before and none has come since, what lives rose on, as far as anything shows, and was never more than the heap at its
 * lowest since. Undefined where the figure is as new as it usually is, where it did not rise, and where the heap came down.
 */
export function livedSince(left: Track, used: Track | undefined): Track | undefined {
  const { times, values } = left;
  const shown = [...times.keys()].filter((i) => i > 0 && values[i] !== values[i - 1]);
  const ends = shown.slice(-OVERDUE.rising);
  const [first = 0, last = 0] = [ends[0], ends.at(-1)];
  const rises = ends.every((i, k) => k === 0 || (values[i] ?? 0) > (values[ends[k - 1] ?? 0] ?? 0));
  if (used === undefined || ends.length < OVERDUE.rising || !rises) return undefined;
  const at = (i: number) => times[i] ?? 0;
  const gaps = shown.slice(1).map((i, k) => at(i) - at(shown[k] ?? 0));
  const since = (times.at(-1) ?? 0) - at(last);
  if (values.length - 1 - last < OVERDUE.samples || since <= OVERDUE.gaps * median(gaps)) return undefined;
  const lowest = lowestFrom(used, at(last));
  const begun = values[last] ?? 0;
  if (lowest(at(last)) <= OVERDUE.holds * begun) return undefined;
  const before = ends.at(-2) ?? first;
  const pace = (from: number) => (begun - (values[from] ?? 0)) / Math.max(1, at(last) - at(from));
  const slower = Math.min(pace(first), pace(before));
  const line = (time: number) => Math.max(begun, Math.min(begun + slower * (time - at(last)), lowest(time)));
  return { times, values: values.map((value, i) => (i <= last ? value : line(at(i)))) };
}

/** Of each moment after `after`, the lowest that a heap was from then on: what lived then and lives on is no more. */
function lowestFrom({ times, values }: Track, after: number): (time: number) => Bytes {
  const inside = [...times.keys()].filter((i) => (times[i] ?? 0) > after);
  return (time) => {
    const later = inside.filter((i) => (times[i] ?? 0) >= time);
    const some = later.length > 0 ? later : inside.slice(-1);
    return some.length === 0 ? 0 : Math.min(...some.map((i) => values[i] ?? 0));
  };
}
