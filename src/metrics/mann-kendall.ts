import { HOUR } from '../measurement/duration.ts';
import { ranksOf } from './ranks.ts';
import type { Track } from './series.ts';
import { slopePerHour } from './theil-sen.ts';

/** The outcome of a Mann–Kendall test for a monotonic trend. */
export interface TrendTest {
  /** Kendall's tau: the share of pairs that rise minus the share that fall, −1 to 1. */
  readonly tau: number;
  /** Standard normal deviate, corrected for autocorrelation; positive for a rise. */
  readonly z: number;
}

/** Lags beyond this share of the points have too few pairs to estimate a correlation from. */
const LARGEST_LAG_SHARE = 0.25;
/** Two-sided 95 %: smaller autocorrelations are noise and are left out, as Hamed and Rao do. */
const SIGNIFICANT = 1.96;

/**
 * Tests for a monotonic trend (Mann 1945, Kendall 1975), the variance corrected for autocorrelation by Hamed and Rao,
 * A modified Mann-Kendall trend test for autocorrelated data, Journal of Hydrology 204 (1998): samples that resemble
 * their neighbours count for fewer than they are.
 */
export function trendTest(track: Track): TrendTest {
  const n = track.values.length;
  if (n < 4) return { tau: 0, z: 0 };
  let s = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 1; j < n; j += 1) s += Math.sign((track.values[j] ?? 0) - (track.values[i] ?? 0));
  }
  const variance = ((n * (n - 1) * (2 * n + 5)) / 18) * autocorrelationFactor(track);
  const z = s === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  return { tau: (2 * s) / (n * (n - 1)), z };
}

/** n / n*, never below 1: a negative correlation must not make a trend look surer. */
function autocorrelationFactor(track: Track): number {
  const n = track.values.length;
  const slope = slopePerHour(track) / HOUR;
  const ranks = ranksOf(track.values.map((value, i) => value - slope * (track.times[i] ?? 0)));
  const mean = (n - 1) / 2;
  const deviations = ranks.map((rank) => rank - mean);
  const power = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  if (power === 0) return 1;
  let sum = 0;
  for (let lag = 1; lag <= Math.floor(n * LARGEST_LAG_SHARE); lag += 1) {
    let product = 0;
    for (let i = 0; i + lag < n; i += 1) product += (deviations[i] ?? 0) * (deviations[i + lag] ?? 0);
    const correlation = product / power;
    if (Math.abs(correlation) > SIGNIFICANT / Math.sqrt(n)) {
      sum += (n - lag) * (n - lag - 1) * (n - lag - 2) * correlation;
    }
  }
  return Math.max(1, 1 + (2 / (n * (n - 1) * (n - 2))) * sum);
}
