import type { Instant } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds, SECOND } from '../measurement/duration.ts';
import type { Lifetime, PodMemory } from './lifetime.ts';
import type { Series } from './series.ts';

/** How a pod stands at the end of the window. A pod between two runs is there, and will be killed again as one that runs. */
export type Standing = 'running' | 'between-runs' | 'gone';

export function standingOf({
  lifetimes,
  startsAgain,
  waiting,
  evictedAt,
}: Pick<PodMemory, 'lifetimes' | 'startsAgain' | 'waiting' | 'evictedAt'>): Standing {
  const last = lifetimes.at(-1);
  if (last?.end === 'running') return 'running';
  const again = startsAgain === true || waiting !== undefined;
  return last !== undefined && again && evictedAt === undefined ? 'between-runs' : 'gone';
}

/** Whether a pod is there, with a container that runs or one that is about to be started again. */
export function isPresent(pod: Parameters<typeof standingOf>[0]): boolean {
  return standingOf(pod) !== 'gone';
}

/** The kubelet doubles its back-off up to this span, unless it is set otherwise. */
const LONGEST_BACK_OFF: Milliseconds = 5 * MINUTE;

/** A span. What kube-state-metrics says of a pod that was deleted may be this much younger than the last of its memory. */
const SCRAPED_APART: Milliseconds = 90 * SECOND;

interface Signs {
  readonly lifetimes: readonly Lifetime[];
  /** Why its container waits at the end of the window. */
  readonly waiting: string | undefined;
  /** Its restart counters: kube-state-metrics has them for as long as the pod is there. */
  readonly restarts: readonly Series[];
  readonly now: Instant;
  /** Distance of the samples: the last of a series that goes on may be this old. */
  readonly step: Milliseconds;
}

/**
 * Whether the last container of a pod ended and the pod is still there: its container waits, it ended no longer ago than the
 * longest back-off, or its restarts are still counted long after its memory was last seen.
 */
export function willStartAgain({ lifetimes, waiting, restarts, now, step }: Signs): boolean {
  const last = lifetimes.at(-1);
  if (last === undefined || last.end === 'running' || last.reason === COMPLETED) return false;
  if (waiting !== undefined) return true;
  const counters = restarts.filter(({ metric, times }) => metric.startsWith('kube_') && times.length > 0);
  const seen = Math.max(...counters.map(({ times }) => times.at(-1) ?? 0));
  const there = now - seen <= Math.max(SCRAPED_APART, step);
  // A kill ends a container and no pod: where no counter shows that the pod is gone too, it waits for its next run.
  if (last.end === 'oom-killed' && now - last.to <= LONGEST_BACK_OFF) return there || counters.length === 0;
  const restarted = counters.some(({ values }) => (values.at(-1) ?? 0) > 0);
  return there && restarted && seen - last.to > SCRAPED_APART;
}

/** A container that was done is not started again where its pod says so; elsewhere it waits, or runs. */
const COMPLETED = 'Completed';
