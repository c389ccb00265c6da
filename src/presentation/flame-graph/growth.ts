import type { Growth } from './flame-graph.ts';

/** Shares of the largest growth from which a step of the colour ramp begins; below the first nothing is claimed. */
const FROM = { little: 0.04, more: 0.15, most: 0.5 } as const;

/** The step of the colour ramp for a change, by what it is of the largest growth, never of its own size. */
export function growthOf(delta: number, maxDelta: number): Growth {
  const share = maxDelta > 0 ? delta / maxDelta : 0;
  if (share >= FROM.most) return 'most';
  if (share >= FROM.more) return 'more';
  if (share >= FROM.little) return 'little';
  return share <= -FROM.little ? 'smaller' : 'same';
}
