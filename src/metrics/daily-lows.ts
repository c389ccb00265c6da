import { DAY } from '../measurement/duration.ts';
import type { Track } from './series.ts';
import { quantile, sliceOf, spanOf } from './track.ts';

/** When a life returns to the same low each day. Set by hand; `npm run score` shows what a change decides. */
const RETURNS = {
  /** Whole days. Of one day nothing shows whether the next low is higher. */
  days: 2,
  /** Shares of a day's samples between which it swings: single ones may be noise. */
  low: 0.02,
  high: 0.95,
  /** Share of the lows that each day swings by at least: without a swing the low is the level. */
  swing: 0.25,
  /** Share of the lowest low, and of the smallest swing, that the last lows stand above the first at most. */
  risesOfLow: 0.05,
  risesOfSwing: 0.1,
} as const;

/**
 * Whether memory swings every day and comes back to the same low: what is asked for by day is given back by night, and
 * nothing is kept, however much higher the waves become. A leak raises the lows.
 */
export function returnsEachDay(life: Track): boolean {
  const days = Math.floor(spanOf(life) / DAY);
  const end = life.times.at(-1) ?? 0;
  if (days < RETURNS.days) return false;
  const each = Array.from({ length: days }, (_, i) => {
    const { values } = sliceOf(life, end - (days - i) * DAY, end - (days - i - 1) * DAY);
    const low = quantile(values, RETURNS.low);
    return { low, swing: quantile(values, RETURNS.high) - low };
  });
  const lows = each.map(({ low }) => low);
  const lowest = Math.min(...lows);
  const smallest = Math.min(...each.map(({ swing }) => swing));
  const rise = Math.max(...lows.slice(-Math.ceil(days / 2))) - Math.min(...lows.slice(0, Math.ceil(days / 2)));
  return (
    smallest >= RETURNS.swing * lowest && rise <= Math.min(RETURNS.risesOfLow * lowest, RETURNS.risesOfSwing * smallest)
  );
}
