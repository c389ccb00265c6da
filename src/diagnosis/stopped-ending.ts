import type { PodMemory } from '../metrics/lifetime.ts';

/** A container that has run this many times as long as any before has stopped ending. */
const OUTLIVED = 4;

/** Whether the container that runs has outlived by far those that ended before it: whatever ended them has passed. */
export function hasStoppedEnding({ lifetimes }: Pick<PodMemory, 'lifetimes'>): boolean {
  const ages = lifetimes.map(({ from, to }) => to - from);
  return lifetimes.at(-1)?.end === 'running' && (ages.at(-1) ?? 0) >= OUTLIVED * Math.max(...ages.slice(0, -1), 0);
}
