import { correlation } from '../metrics/correlation.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { rankCorrelation } from '../metrics/rank-correlation.ts';
import { median, sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import type { Growth } from './growth.ts';
import { loadLink } from './load.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, type Observation } from './observation.ts';

/** When a pod does what the chosen one does. Set by hand. */
const ALIKE = {
  /** Slices of the time that both were seen. */
  slices: 48,
  /** Fewer rise and fall together by chance. */
  fewest: 12,
  /** Rank correlation of both memories. */
  correlation: 0.9,
  /** The same of the levels themselves: of a rise after hours at one level most ranks are those of the noise. */
  ofLevels: 0.95,
  /** Share of its range by which it may have gained more than the chosen one. */
  more: 0.15,
  /** Of the chosen pod's memory with its requests. */
  follows: 0.9,
} as const;

/** How likely a growth still is of a pod that rises and falls with one whose memory follows the traffic. */
const WITH_THE_OTHERS = 0.3;

/**
 * Requests are read of the chosen pod alone. Those of a service are spread over its pods: what rises and falls with the
 * memory of one that follows them follows them too, and no kill is predicted of it.
 */
export function besideChosen(observation: Observation, memory: PodMemory, growth: Growth): Growth {
  const chosen = chosenPod(observation);
  if (growth.answer !== 'yes' || chosen === undefined || chosen === memory || memory.kills.length > 0) return growth;
  const own = memoryGrowth(observation, chosen);
  const follows = own.withLoad === true || (loadLink(observation, chosen)?.correlation ?? 0) >= ALIKE.follows;
  if (own.answer !== 'no' || !follows || !movesAs(observation, memory, chosen)) return growth;
  return { ...growth, answer: 'no', kind: 'wave', probability: WITH_THE_OTHERS, onset: undefined, withLoad: true };
}

function movesAs(observation: Observation, one: PodMemory, other: PodMemory): boolean {
  const [a, b] = [memoryOf(observation, one), memoryOf(observation, other)];
  const from = Math.max(a.times[0] ?? 0, b.times[0] ?? 0);
  const width = (Math.min(a.times.at(-1) ?? 0, b.times.at(-1) ?? 0) - from) / ALIKE.slices;
  if (width <= 0) return false;
  const pairs = Array.from({ length: ALIKE.slices }, (_, i) => {
    const start = from + i * width;
    return [median(sliceOf(a, start, start + width).values), median(sliceOf(b, start, start + width).values)] as const;
  }).filter(([first, second]) => Number.isFinite(first) && Number.isFinite(second));
  if (pairs.length < ALIKE.fewest) return false;
  if (rankCorrelation(pairs) < ALIKE.correlation && correlation(pairs) < ALIKE.ofLevels) return false;
  const [own, others] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
  const range = Math.max(...own) - Math.min(...own);
  return gainOf(own) <= gainOf(others) + ALIKE.more * range;
}

/** What the last quarter lies above the first. */
function gainOf(values: readonly number[]): number {
  const quarter = Math.floor(values.length / 4);
  return median(values.slice(-quarter)) - median(values.slice(0, quarter));
}
