import type { PodMemory } from '../metrics/lifetime.ts';
import { quantile } from '../metrics/track.ts';
import { guideTo } from '../runtime/runtimes.ts';
import type { FindingKind } from './finding.ts';
import { collectorFigures } from './gc-setting.ts';
import { limitOf, type Observation } from './observation.ts';

/** Memory whose high is this much above its low moves with something. */
const MOVES = 1.5;

/**
 * What a finding about memory that does not grow cannot rule out, because no metric shows: each in a few words. Only
 * what the figures that are there leave possible is named.
 */
export function hiddenCauses(observation: Observation, pod: PodMemory, kind: FindingKind): readonly string[] {
  const { measured, runtime } = observation;
  const calm = kind === 'no-growth' || kind === 'warm-up';
  const full = kind === 'limit-too-small';
  const moves = quantile(pod.rss.values, 0.98) >= MOVES * quantile(pod.rss.values, 0.02);
  const { goal, hiddenGoal } = guideTo(runtime).collector;
  const blind = goal === undefined || measured[goal] === undefined || measured['live-heap'] === undefined;
  const starved = calm && blind ? hiddenGoal?.(collectorFigures(observation)) : undefined;
  const unlimited = limitOf(observation, pod) === undefined;
  return [
    ...(calm && unlimited ? ['a limit that is full'] : []),
    ...(calm && measured['working-set'] === undefined ? ['page cache'] : []),
    ...((full || kind === 'burst') && measured['working-set'] === undefined
      ? ['files in memory, or kernel memory, that fill the limit beside RSS']
      : []),
    ...((calm || kind === 'burst') && moves && measured.requests === undefined
      ? ['memory that follows the traffic']
      : []),
    ...(full && goal !== undefined && blind ? ['a collector that is set to outgrow the limit'] : []),
    ...(starved === undefined ? [] : [starved]),
  ];
}

/** What a finding about growth cannot rule out where containers end and no one shows their limit: they may just fill it. */
export function unknownLimit(observation: Observation, pod: PodMemory): readonly string[] {
  const ends = observation.pods.some(({ restarts, kills }) => restarts > 0 || kills.length > 0);
  return ends && limitOf(observation, pod) === undefined ? ['a limit that the usual level fills'] : [];
}
