import { type Bytes, formatBytes } from '../../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';
import type { TimeRange } from '../../measurement/time.ts';
import type { PodMemory } from '../../metrics/lifetime.ts';
import type { LimitStep } from '../../metrics/limits.ts';
import { limitLine } from './chart-frame.ts';
import type { ChartLimit, EarlierLimit } from './time-chart.ts';

type Limited = Pick<PodMemory, 'limit' | 'limitSteps'>;

/** Between two pods of a roll-out. */
const ROLL_OUT: Milliseconds = 10 * MINUTE;

/**
 * The limit of a pod with those that the pods before it had: a deploy that changes the limit gives new names to the pods of
 * a Deployment. Where pods with different limits run side by side for longer than a roll-out takes there is no one limit
 * of the service, and the pod's own stands.
 */
export function withLimitsBefore(pod: Limited | undefined, pods: readonly PodMemory[]): Limited | undefined {
  if (pod?.limit === undefined) return pod;
  const spans = pods.flatMap(spansOf).sort((a, b) => a.from - b.from);
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last !== undefined && last.limit === span.limit)
      merged.splice(-1, 1, { ...last, to: Math.max(last.to, span.to) });
    else if (last !== undefined && last.to > span.from + ROLL_OUT) return pod;
    else merged.push(span);
  }
  return merged.length < 2 || merged.at(-1)?.limit !== pod.limit ? pod : { limit: pod.limit, limitSteps: merged };
}

interface Span extends LimitStep {
  readonly to: number;
}

/** How long a pod had each of its limits. */
function spansOf({ lifetimes, limit, limitSteps = [] }: PodMemory): readonly Span[] {
  const [first, last] = [lifetimes[0], lifetimes.at(-1)];
  if (first === undefined || last === undefined || limit === undefined) return [];
  const steps = limitSteps.length > 0 ? limitSteps : [{ from: first.from, limit }];
  return steps.map((step, i) => ({
    limit: step.limit,
    from: i === 0 ? first.from : step.from,
    to: steps[i + 1]?.from ?? last.to,
  }));
}

/** The limit of a pod as a line, in steps where it was changed inside the picture. `highest` is what is drawn beside it. */
export function limitOverTime(pod: Limited | undefined, range: TimeRange, highest: Bytes): ChartLimit | undefined {
  const line = limitLine(pod?.limit, highest);
  const steps = stepsOf(pod, range);
  const last = steps.at(-1);
  if (line === undefined || last === undefined) return line;
  return { ...line, from: last.to, earlier: steps };
}

/** The limits before the one that holds now, with the time that each held inside the picture. */
function stepsOf(pod: Limited | undefined, range: TimeRange): readonly EarlierLimit[] {
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
