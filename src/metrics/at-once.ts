import type { Track } from './series.ts';
import { highest, median, sliceOf, spanOf } from './track.ts';

/** When a later run is at once where an earlier one climbed to. Set by hand; `npm run score` shows what a change decides. */
const AT_ONCE = {
  /** Share of the later run that its start takes. */
  start: 0.2,
  /** Times as long as that the earlier one took for the same. */
  quicker: 4,
  /** Share of what the earlier one gained, above where it began. */
  height: 0.75,
  /** Of the same: by so much the later one rises at most behind its start. */
  moves: 0.1,
  /** Share of its level that the earlier one gained: it multiplied, or nearly. */
  gained: 0.5,
  /** Share of the time of the earlier one. In less a leak gains no more than a run wanders by. */
  ofSpan: 0.08,
  /** Points of a floor that are an end of it. */
  points: 3,
} as const;

/** Whether the floor of a later run went within moments to where that of an earlier one climbed in its time, and has stood there. */
export function isAtOnceAsHigh(later: Track, earlier: Track): boolean {
  const low = median(earlier.values.subarray(0, AT_ONCE.points));
  const gained = highest(earlier.values) - low;
  const span = spanOf(later);
  const [from = 0] = later.times;
  const { values } = sliceOf(later, from + AT_ONCE.start * span, from + span);
  if (gained < AT_ONCE.gained * low || span < AT_ONCE.ofSpan * spanOf(earlier)) return false;
  if (values.length < 2 * AT_ONCE.points) return false;
  const [begins, ends] = [values.subarray(0, AT_ONCE.points), values.subarray(-AT_ONCE.points)].map(median);
  if (begins === undefined || ends === undefined || ends - begins > AT_ONCE.moves * gained) return false;
  // The other one was there only late in its time.
  const there = low + AT_ONCE.height * gained;
  const reached = earlier.values.findIndex((value) => value >= there);
  const took = (earlier.times[reached] ?? 0) - (earlier.times[0] ?? 0);
  return Math.min(begins, ends, median(values)) >= there && AT_ONCE.quicker * AT_ONCE.start * span <= took;
}
