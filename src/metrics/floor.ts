import type { Instant } from '../foundation/clock.ts';
import type { Track } from './series.ts';

/** Few enough to fit models to hundreds of pods at once, enough to show the shape of a life. */
const MOST_BINS = 40;
/** Samples a bin should hold, so that its minimum is a floor: garbage and bursts stand above it. */
const SAMPLES_PER_BIN = 4;
const FEWEST_BINS = 10;

/**
 * The floor of a stretch: the smallest sample of each of up to 40 equal spans of time, at the moment it was taken. A
 * collected heap saws above its floor, bursts and batch jobs return to it; a leak lifts it. Short tracks are their
 * own floor.
 */
export function floorOf(track: Track): Track {
  const count = track.times.length;
  const bins = Math.min(MOST_BINS, Math.max(FEWEST_BINS, Math.floor(count / SAMPLES_PER_BIN)));
  const from = track.times[0];
  const to = track.times.at(-1);
  if (from === undefined || to === undefined || count <= bins) return track;
  const width = (to - from) / bins;
  const times: Instant[] = [];
  const values: number[] = [];
  let bin = -1;
  for (let i = 0; i < count; i += 1) {
    const time = track.times[i] ?? 0;
    const value = track.values[i] ?? 0;
    const own = Math.min(bins - 1, Math.floor((time - from) / width));
    if (own !== bin) {
      bin = own;
      times.push(time);
      values.push(value);
    } else if (value < (values.at(-1) ?? value)) {
      times[times.length - 1] = time;
      values[values.length - 1] = value;
    }
  }
  return { times: Float64Array.from(times), values: Float64Array.from(values) };
}
