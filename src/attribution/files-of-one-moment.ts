import type { Milliseconds } from '../measurement/duration.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import { median } from '../metrics/track.ts';
import { alignedWithin, type Gauge, valueNear } from './near.ts';
import type { Figures } from './parts.ts';

/** What splits the files of a container in use. */
const NEEDED = ['usage', 'working-set', 'page-cache', 'active-file'] as const satisfies readonly Quantity[];

/**
 * Memory-backed files are a small difference of large figures: of their medians, each taken apart, it is not zero where
 * it is zero at every moment. It is the median of the differences instead; what the medians leave beside it is active.
 */
export function filesOfOneMoment(
  figures: Figures,
  gauges: readonly Gauge[],
  times: Float64Array,
  step: Milliseconds,
): Figures {
  const { usage, 'working-set': workingSet, 'page-cache': cache, 'active-file': active } = figures;
  if (usage === undefined || workingSet === undefined || cache === undefined || active === undefined) return figures;
  const differences = Array.from(times, (time) => differenceAt(gauges, time, step)).filter(
    (each) => each !== undefined,
  );
  if (differences.length === 0) return figures;
  const inUse = Math.max(0, cache - Math.max(0, usage - workingSet));
  return { ...figures, 'active-file': Math.max(0, inUse - Math.max(0, median(differences))) };
}

/** What of the files in use is not active at a moment; undefined where a figure is missing there. */
function differenceAt(gauges: readonly Gauge[], time: number, step: Milliseconds): number | undefined {
  const [usage, workingSet, cache, active] = NEEDED.map((quantity) => {
    const gauge = gauges.find((each) => each.quantity === quantity);
    return gauge && valueNear(gauge.track, time, alignedWithin(gauge, step));
  });
  if (usage === undefined || workingSet === undefined || cache === undefined || active === undefined) return undefined;
  return cache - Math.max(0, usage - workingSet) - active;
}
