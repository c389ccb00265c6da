import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import { floorOf } from '../metrics/floor.ts';
import { isPresent } from '../metrics/standing.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { sliceOf, spanOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import { explanationOf } from './explanation.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, type Observation } from './observation.ts';

/** What a rise with the people of a day is not. Set by hand. */
const EVEN = {
  /** A span. From its lowest to its highest a day takes half of 24 hours, of which the first minutes are the start of the run. */
  asLong: 11 * HOUR,
  /** Share of the run that shows how it ends. */
  last: 1 / 3,
  /** Of the rate of all of it. A wave that has come from its low to its high in that time has three quarters there. */
  goesOn: 0.9,
  /** Other pods that run. Fewer may have one trouble by chance. */
  others: 3,
  /** Share of them that grow as well. */
  most: 0.8,
} as const;

/**
 * Whether memory rose for longer than the half of a day that people take to come, no slower in the end, in nearly all pods
 * of a service, and its cause passes every test of stability: no start and no wave does.
 */
export function evenInAll(observation: Observation, age: Milliseconds): boolean {
  const pod = chosenPod(observation);
  const attribution = explanationOf(observation);
  if (pod === undefined || attribution === undefined || age < EVEN.asLong || attribution.unstable.length > 0)
    return false;
  const others = observation.pods.filter((each) => each !== pod && isPresent(each));
  const growing = others.filter((each) => memoryGrowth(observation, each).answer === 'yes');
  if (others.length < EVEN.others || growing.length < EVEN.most * others.length) return false;
  const { from, to } = attribution.ledger.run;
  const run = sliceOf(memoryOf(observation, pod), from, to);
  if (spanOf(run) < EVEN.asLong) return false;
  const whole = slopePerHour(floorOf(run));
  return whole > 0 && slopePerHour(floorOf(sliceOf(run, to - EVEN.last * (to - from), to))) >= EVEN.goesOn * whole;
}
