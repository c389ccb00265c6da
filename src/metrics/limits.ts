import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { Series } from './series.ts';

/** A limit from one moment on, until the next step. */
export interface LimitStep {
  readonly from: Instant;
  /** Undefined where the container had none. */
  readonly limit: Bytes | undefined;
}

/** No limit: cAdvisor writes 0 for it, and some kernels 2^63 rounded to a page. */
const NO_LIMIT_FROM: Bytes = 2 ** 60;

/**
 * Every limit that one container of a pod had, oldest first: a raise, an in-place resize or an autoscaler changes it.
 * Where several series report a moment, the one that began last does: each container id has a series of its own, and
 * a source repeats the last sample of one that ended.
 */
export function limitSteps(series: readonly Series[]): readonly LimitStep[] {
  const byStart = series.filter(({ times }) => times.length > 0).sort((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0));
  const at = new Map<Instant, number>();
  for (const { times, values } of byStart) {
    for (let i = 0; i < times.length; i += 1) at.set(times[i] ?? 0, values[i] ?? 0);
  }
  const steps: LimitStep[] = [];
  for (const [from, value] of [...at].sort(([a], [b]) => a - b)) {
    const limit = value > 0 && value < NO_LIMIT_FROM ? value : undefined;
    const last = steps.at(-1);
    if (last === undefined || last.limit !== limit) steps.push({ from, limit });
  }
  return steps;
}

/** The limit at a moment; before the first step that one's, because a limit is set before a container starts. */
export function limitAt(steps: readonly LimitStep[], time: Instant): Bytes | undefined {
  return (steps.findLast(({ from }) => from <= time) ?? steps[0])?.limit;
}
