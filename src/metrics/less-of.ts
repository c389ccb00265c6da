import { nearestReader } from './nearest.ts';
import type { Series } from './series.ts';
import { typicalStep } from './track.ts';

/** Series without what others of the same labels report at the same moments; those without a counterpart stay as they are. */
export function lessOf(series: readonly Series[], parts: readonly Series[]): readonly Series[] {
  const byLabels = new Map(parts.map((one) => [keyOf(one), one]));
  return series.map((one) => {
    const part = byLabels.get(keyOf(one));
    if (part === undefined || part.times.length === 0) return one;
    const read = nearestReader(part, 2 * typicalStep(one));
    const values = one.values.map((value, i) => Math.max(0, value - (read(one.times[i] ?? 0) ?? 0)));
    return { ...one, values };
  });
}

function keyOf({ labels }: Series): string {
  const named = Object.entries(labels).filter(([name]) => name !== '__name__');
  return JSON.stringify(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}
