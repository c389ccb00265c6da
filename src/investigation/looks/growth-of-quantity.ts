import { type Growth, growthOf } from '../../diagnosis/growth.ts';
import { chosenPod, limitOf, type Observation } from '../../diagnosis/observation.ts';
import type { Quantity } from '../../metrics/catalogue.ts';
import { quantile } from '../../metrics/track.ts';

/** How a quantity of the chosen pod moves; undefined when it was not available. */
export function growthOfQuantity(observation: Observation, quantity: Quantity): Growth | undefined {
  const pod = chosenPod(observation);
  if (pod === undefined) return undefined;
  if (quantity === 'rss') return growthOf(pod.rss, pod.lifetimes, { limit: limitOf(observation, pod) });
  const track = observation.measured[quantity]?.track;
  return track && growthOf(track, pod.lifetimes);
}

/** The usual request rate of the chosen pod, per hour. */
export function requestsOf({ measured }: Observation): number | undefined {
  const track = measured.requests?.track;
  return track === undefined || track.values.length === 0 ? undefined : quantile(track.values, 0.5);
}
