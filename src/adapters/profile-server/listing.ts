import { DAY, type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { lengthOf, type TimeRange } from '../../measurement/time.ts';

/** Agents take a profile each 10 to 60 s: so many distinguish a day of them, and more is not an answer to hold. */
const MOST_POINTS = 10_000;

/** How finely to ask when profiles were taken: each a point of its own, where their number allows. */
export function listingStep(range: TimeRange): Milliseconds {
  return Math.max(SECOND, Math.ceil(lengthOf(range) / MOST_POINTS / SECOND) * SECOND);
}

/** A range in parts that a server answers: Pyroscope refuses more than a day at once unless it is configured otherwise. */
export function inParts(range: TimeRange, longest: Milliseconds = DAY): readonly TimeRange[] {
  const parts: TimeRange[] = [];
  for (let from = range.from; from <= range.to; from += longest + 1) {
    parts.push({ from, to: Math.min(range.to, from + longest) });
  }
  return parts;
}
