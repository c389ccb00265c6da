import type { Growth } from './flame-graph.ts';

/** Shares of the largest growth from which a step of the colour ramp begins; below the first nothing is claimed. */
const LITTLE = 0.04;
const MORE = 0.15;
const MOST = 0.5;

/** The step of the colour ramp for a change, by what it is of the largest growth, never of its own size. */
export function growthOf(delta: number, maxDelta: number): Growth {
  const share = maxDelta > 0 ? delta / maxDelta : 0;
  if (share >= MOST) return 'most';
  if (share >= MORE) return 'more';
  if (share >= LITTLE) return 'little';
  return share <= -LITTLE ? 'smaller' : 'same';
}
