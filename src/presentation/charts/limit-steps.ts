import { type Bytes, formatBytes } from '../../measurement/bytes.ts';
import type { TimeRange } from '../../measurement/time.ts';
import type { PodMemory } from '../../metrics/lifetime.ts';
import { limitLine } from './chart-frame.ts';
import type { ChartLimit, EarlierLimit } from './time-chart.ts';

/** The limit of a pod as a line, in steps where it was changed inside the picture. `highest` is what is drawn beside it. */
export function limitOverTime(pod: PodMemory | undefined, range: TimeRange, highest: Bytes): ChartLimit | undefined {
  const line = limitLine(pod?.limit, highest);
  const steps = stepsOf(pod, range);
  const last = steps.at(-1);
  if (line === undefined || last === undefined) return line;
  return { ...line, from: last.to, earlier: steps };
}

/** The limits before the one that holds now, with the time that each held inside the picture. */
function stepsOf(pod: PodMemory | undefined, range: TimeRange): readonly EarlierLimit[] {
  const known = (pod?.limitSteps ?? []).flatMap(({ from, limit }) => (limit === undefined ? [] : [{ from, limit }]));
  return known.flatMap(({ from, limit }, i) => {
    const next = known[i + 1];
    if (next === undefined || next.limit === limit || next.from <= range.from) return [];
    // A limit is set before a container starts: the first one holds from the edge.
    const since = i === 0 ? range.from : Math.max(range.from, from);
    return [{ value: limit, label: formatBytes(limit), from: since, to: Math.min(next.from, range.to) }];
  });
}

/** How high the lines of all limits reach. */
export function highestLimit(limit: ChartLimit | undefined): Bytes {
  if (limit === undefined || limit.above) return 0;
  return Math.max(limit.value, ...(limit.earlier ?? []).map(({ value }) => value));
}
