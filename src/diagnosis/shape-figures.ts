import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { Track } from '../metrics/series.ts';
import type { Shape } from '../metrics/shape.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { sliceOf, spanOf } from '../metrics/track.ts';

/** Time constants of a warm-up after which it is over, and after which the figures of a stretch begin. */
const TIME_CONSTANTS = 2;
/** The largest share of a stretch that a warm-up takes from its figures, however slow it is. */
const MOST_SKIPPED = 0.35;

/** The share of a stretch to leave out of the figures: its warm-up, or what came before the onset. */
export function skipOf(shape: Shape): number {
  const model = shape.growing?.model;
  if (model === undefined) return 0;
  if (model.growing === 'onset') return model.grownFrom;
  return model.settling === 'warm-up' ? Math.min(MOST_SKIPPED, TIME_CONSTANTS * model.settledAt) : 0;
}

/** How fast a floor rises, in bytes or members an hour, its warm-up left out. */
export function rateOf(floor: Track, shape: Shape): number {
  const first = floor.times[0] ?? 0;
  const span: Milliseconds = spanOf(floor);
  const model = shape.growing?.model;
  const begun = first + skipOf(shape) * span;
  if (model?.wave === true) return ((shape.growing?.growth ?? 0) / span) * HOUR;
  return slopePerHour(sliceOf(floor, begun, first + span));
}
