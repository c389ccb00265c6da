import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Lifetime } from './lifetime.ts';
import type { Measured } from './measured.ts';
import { type Track, trackOf } from './series.ts';
import { floorAround, sliceOf } from './track.ts';

/** The live heap is the smallest allocation seen within this time before and after a moment: a few collections. */
const FEW_COLLECTIONS: Milliseconds = 3 * MINUTE;

/** What survives collections: the track as it stands, or its floor over a few of them where garbage stands above it. */
export function withoutGarbage({ reading, track }: Measured, lifetimes: readonly Lifetime[]): Track {
  if (reading !== 'floor') return track;
  if (lifetimes.length < 2) return floorAround(track, FEW_COLLECTIONS);
  // A life's last minutes must not be read as the low beginning of the next one.
  const floors = lifetimes.map(({ from, to }) => floorAround(sliceOf(track, from, to), FEW_COLLECTIONS));
  return trackOf(floors.flatMap(({ times, values }) => [...times].map((time, i) => [time, values[i] ?? 0] as const)));
}
