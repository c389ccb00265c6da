import { DAY, type Milliseconds } from '../measurement/duration.ts';

/**
 * How much the mean of a daily wave over the last `seen` differs at most from that over the next `ahead`, as a share of the
 * wave’s height: near 0 for whole days and for moments, above 1 for half a day beside the other half.
 */
export function swingBetween(seen: Milliseconds, ahead: Milliseconds): number {
  const [past, next] = [meanOfWave(-seen), meanOfWave(ahead)];
  return Math.hypot(past.real - next.real, past.imaginary - next.imaginary);
}

/** The mean of `exp(i·2π·t/day)` between 0 and a moment. */
function meanOfWave(until: Milliseconds): { readonly real: number; readonly imaginary: number } {
  const angle = (2 * Math.PI * until) / DAY;
  if (Math.abs(angle) < SMALL) return { real: 1, imaginary: angle / 2 };
  return { real: Math.sin(angle) / angle, imaginary: (1 - Math.cos(angle)) / angle };
}

/** An angle in radians. Below it the quotients lose their digits. */
const SMALL = 1e-6;
