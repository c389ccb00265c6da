import type { Bytes } from '../measurement/bytes.ts';
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
  const backed = median(differences);
  return { ...figures, 'active-file': Math.max(0, inUse - (backed > NOISE.deviations * noiseOf(gauges) ? backed : 0)) };
}

/** What is no more than what two metrics, read of different samples of one step, differ by. Set by hand. */
const NOISE = {
  /** Standard deviations of the difference. */
  deviations: 3,
  /** Standard deviations of a normal distribution in the median of what it moves by from one sample to the next: 1 / (0.6745 √2). */
  ofMoves: 1.048,
  /** Samples. More of them show no other noise. */
  samples: 200,
} as const;

/** By how much the difference strays from sample to sample in the run; the same gauges are asked for at many moments. */
function noiseOf(gauges: readonly Gauge[]): Bytes {
  const known = STRAYS.get(gauges);
  if (known !== undefined) return known;
  const all = gauges.find(({ quantity }) => quantity === 'page-cache')?.track.times ?? new Float64Array();
  const every = Math.max(1, Math.floor(all.length / NOISE.samples));
  const picked = Array.from(
    all.filter((_, i) => i % every === 0),
    (time) => differenceAt(gauges, time, 0) ?? 0,
  );
  const moves = picked.slice(1).map((value, i) => Math.abs(value - (picked[i] ?? value)));
  const noise = moves.length === 0 ? 0 : NOISE.ofMoves * median(moves);
  STRAYS.set(gauges, noise);
  return noise;
}

const STRAYS = new WeakMap<readonly Gauge[], Bytes>();

/** What of the files in use is not active at a moment; undefined where a figure is missing there. */
function differenceAt(gauges: readonly Gauge[], time: number, step: Milliseconds): number | undefined {
  const [usage, workingSet, cache, active] = NEEDED.map((quantity) => {
    const gauge = gauges.find((each) => each.quantity === quantity);
    return gauge && valueNear(gauge.track, time, alignedWithin(gauge, step));
  });
  if (usage === undefined || workingSet === undefined || cache === undefined || active === undefined) return undefined;
  return cache - Math.max(0, usage - workingSet) - active;
}
