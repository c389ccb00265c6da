import type { Quantity, Runtime } from '../metrics/catalogue.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import type { LimitStep } from '../metrics/limits.ts';
import type { Measured } from '../metrics/measured.ts';
import type { Track } from '../metrics/series.ts';

/**
 * One run of a container, from its start to its end, and everything that is known of it. Nothing here belongs to
 * another run: each track holds samples that were taken while this container ran.
 */
export interface ContainerRun extends Lifetime {
  readonly pod: string;
  readonly runtime: Runtime;
  /** cAdvisor's name of the cgroup; differs from run to run. */
  readonly id?: string | undefined;
  /** Every limit the run had, oldest first; one step where it never changed. */
  readonly limits: readonly LimitStep[];
  readonly revision?: string | undefined;
  /** Why it ended, as Kubernetes names it: `OOMKilled`, `Error`, `Completed`. */
  readonly reason?: string | undefined;
  readonly exitCode?: number | undefined;
  /** The share of its largest size at which the heap is collected as a whole at the latest, where its collector has one. */
  readonly collectsFrom?: number | undefined;
  /** Set where its collector is known to keep the heap in shared memory. */
  readonly sharesHeap?: true | undefined;
  /**
   * Quantities by name. Gauges that come in parts or from several scrapers are one track already; counters stand as the
   * total since the run began (`counter`), not as a rate.
   */
  readonly tracks: Readonly<Partial<Record<Quantity, Measured>>>;
}

/** All runs of one container of a pod in a window, and what its pod was charged besides. */
export interface RunsOfPod {
  readonly pod: string;
  /** Oldest first, not overlapping. */
  readonly runs: readonly ContainerRun[];
  /** Processors of the node: the kernel counts charged pages in batches for each. One where no metric shows. */
  readonly cpus: number;
  /** Restarts that the counter saw in the window: several may lie between two samples. */
  readonly restarts: number;
  /** What the pod is charged beside its running containers; absent where no metric shows it. */
  readonly leftBehind?: Track | undefined;
}
