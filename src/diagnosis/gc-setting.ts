import type { Bytes } from '../measurement/bytes.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import { quantile } from '../metrics/track.ts';
import type { CollectorFigures, GcFault } from '../runtime/collector-figures.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { heapReach } from './heap-reach.ts';
import { liveHeapOf } from './live-heap.ts';
import type { Observation } from './observation.ts';

/** What is wrong with the collector's settings for a container limit; undefined when nothing is or no metric shows it. */
export function gcFault(observation: Observation, limit: Bytes | undefined): GcFault | undefined {
  return guideTo(observation.runtime).collector.fault(collectorFigures(observation), limit);
}

/** The level below which a figure stays for nine tenths of the time. */
const HIGH = 0.9;

/** What the rules of a runtime may look at, of the chosen pod. */
export function collectorFigures(observation: Observation): CollectorFigures {
  const { measured } = observation;
  const valuesOf = (quantity: Quantity): ArrayLike<number> => measured[quantity]?.track.values ?? [];
  const quantileOf = (values: ArrayLike<number>, share: number) =>
    values.length === 0 ? undefined : quantile(values, share);
  return {
    latest: (quantity) => measured[quantity]?.track.values.at(-1),
    high: (quantity) => quantileOf(valuesOf(quantity), HIGH),
    usual: (quantity) => quantileOf(valuesOf(quantity), 0.5),
    liveHeap() {
      const live = liveHeapOf(observation);
      if (live === undefined) return undefined;
      const high = quantileOf(live.track.values, HIGH);
      return high === undefined ? undefined : { high, fromFloor: live.measured.reading === 'floor' };
    },
    reach: () => heapReach(observation),
  };
}
