import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { EndReason } from './end-reason.ts';
import type { LimitStep } from './limits.ts';
import type { NodeAtKill } from './node-at-kill.ts';
import type { Track } from './series.ts';

/** How a container's life ended; `running` when it has not. */
export type LifetimeEnd = 'oom-killed' | 'restarted' | 'running';

/** The life of one container, from its start to its kill, restart or now. */
export interface Lifetime extends EndReason {
  readonly from: Instant;
  readonly to: Instant;
  readonly end: LifetimeEnd;
  /** True when no metric named the kill: the life ended with memory at the limit, so it probably was one. */
  readonly inferred?: boolean | undefined;
  /** True when its whole pod was replaced by one of the same name: the container was not restarted. */
  readonly replaced?: boolean | undefined;
  /** Whether the window saw this container start; otherwise it is older than its first sample. */
  readonly startSeen?: boolean | undefined;
  /** When it started, as far as a metric or its first sample shows; before `from` where the window begins later. */
  readonly startedAt?: Instant | undefined;
  /** The limit in force at the end of it; absent where it is not known apart from the pod's. */
  readonly limit?: Bytes | undefined;
  /** What was built into it: as its build metric names it, else its image; absent where neither is known. */
  readonly revision?: string | undefined;
}

/** All that is known of one pod's memory in a window. */
export interface PodMemory {
  readonly pod: string;
  /** Resident set size in bytes. */
  readonly rss: Track;
  /** What that is instead where nothing measures what is resident: `committed by the JVM`. */
  readonly taken?: string | undefined;
  /** What counts against its limit, as the kernel counts it; absent where no metric shows it. */
  readonly workingSet?: Track | undefined;
  /** The container's latest limit in bytes; absent when it has none, or no metric reports it. */
  readonly limit?: Bytes | undefined;
  /** Every limit that it had, oldest first, where it was changed: by a deploy, a resize in place, an autoscaler. */
  readonly limitSteps?: readonly LimitStep[] | undefined;
  /** Oldest first, not overlapping, inside the window. */
  readonly lifetimes: readonly Lifetime[];
  /** Restarts within the window (at least the number of ended lifetimes that a successor followed). */
  readonly restarts: number;
  /**
   * When containers of this pod were killed for memory, oldest first; inferred kills included. Where the restart
   * counter saw several between two samples, the moment stands as often.
   */
  readonly kills: readonly Instant[];
  /** Set where no metric counts its restarts or names why its containers ended: that no kill is seen shows little. */
  readonly killsUncounted?: true | undefined;
  /** Set where no metric counts its restarts, nor shows when its process or container started. */
  readonly restartsUncounted?: true | undefined;
  /** Set where the restart counter stood at 0 while its first run in the window was seen: no run came before it. */
  readonly firstRunSeen?: true | undefined;
  /** Set where its restart counter and the reason of its last end show that a run before the first that was seen was killed. */
  readonly killedBefore?: true | undefined;
  /** Why its container does not run at the end of the window: `CrashLoopBackOff`. */
  readonly waiting?: string | undefined;
  /** Set where its last container ended and the pod is still there: the kubelet starts another, at once or after its back-off. */
  readonly startsAgain?: true | undefined;
  /** The node it runs on; absent where no label names it. */
  readonly node?: string | undefined;
  /** When that node booted within the window; absent where it was not asked, or no metric shows it. */
  readonly nodeBoots?: readonly Instant[] | undefined;
  /** Its IP address, as kube-state-metrics names it. */
  readonly nodeAddress?: string | undefined;
  /** That node around the latest kills far below the container's own limit, oldest first; absent where it was not read. */
  readonly nodeAtKills?: readonly NodeAtKill[] | undefined;
  /** When the kubelet evicted the pod, because its node ran short of something. */
  readonly evictedAt?: Instant | undefined;
  /** The kind of its controller, as Kubernetes names it (`ReplicaSet`, `Job`); absent where no metric does. */
  readonly ownerKind?: string | undefined;
  /** Set where its memory has not changed by a byte for hours: whatever reports it does not measure it. */
  readonly stuck?: Stuck | undefined;
  /** How many of `kills` no metric named (see {@link Lifetime.inferred}). */
  readonly inferredKills?: number | undefined;
}

/** A figure that does not change. */
export interface Stuck {
  readonly since: Instant;
  readonly value: Bytes;
  /** When it was pushed to a gateway, where one says so. */
  readonly pushedAt?: Instant | undefined;
}

/** What pictures and sentences call a pod's `rss`. */
export function residentName({ taken }: Pick<PodMemory, 'taken'>): 'RSS' | 'Memory' {
  return taken === undefined ? 'RSS' : 'Memory';
}
