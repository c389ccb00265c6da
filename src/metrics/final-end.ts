import type { Instant } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { PodMemory } from './lifetime.ts';

/** How a container ended that was not started again, in Kubernetes' words. */
export interface FinalEnd {
  /** `Completed`, `OOMKilled`, `Error` … */
  readonly reason: string;
  /** When it was last read. */
  readonly seenAt: Instant;
}

/** A span. The last sample of memory may be this much younger than the last of what says why it ended. */
const APART: Milliseconds = 2 * MINUTE;

const OOM = 'OOMKilled';
const EVICTED = 'Evicted';

/**
 * A pod with the end of its last container, where that is over: the reason, and a kill where it was one. Without it the end
 * of a pod that no restart follows has no reason: the restart counter and the last termination know only of those that do.
 */
export function withFinalEnd(
  pod: PodMemory,
  { finalEnd, evictedAt }: { readonly finalEnd?: FinalEnd | undefined; readonly evictedAt?: Instant | undefined },
): PodMemory {
  const last = pod.lifetimes.at(-1);
  if (last === undefined || last.end !== 'restarted' || last.reason !== undefined) return pod;
  const read = finalEnd !== undefined && finalEnd.seenAt >= last.to - APART ? finalEnd.reason : undefined;
  const reason = evictedAt === undefined ? read : EVICTED;
  if (reason === undefined) return pod;
  const before = pod.lifetimes.slice(0, -1);
  if (reason !== OOM) return { ...pod, lifetimes: [...before, { ...last, reason }] };
  return {
    ...pod,
    lifetimes: [...before, { ...last, end: 'oom-killed', reason }],
    kills: [...pod.kills, last.to],
  };
}
