import type { Bytes } from '../measurement/bytes.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { Candidate, Quantity, Runtime } from '../metrics/catalogue.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import type { Series } from '../metrics/series.ts';

/** Every series of one pod that answers for a quantity, as the source gave it, and the name it was found under. */
export interface Answer {
  readonly metric: Candidate;
  readonly series: readonly Series[];
}

/** What the sources know of one pod, before it is cut into container runs. */
export interface PodFacts {
  readonly pod: string;
  /** The container that is investigated; undefined where the pod has one, or no label names it. */
  readonly container?: string | undefined;
  readonly range: TimeRange;
  readonly runtime: Runtime;
  /** Of that container, oldest first: cut by its id, its start time and the restart counter. */
  readonly lifetimes: readonly Lifetime[];
  readonly restarts: number;
  /**
   * By quantity. Only series of this pod; of a quantity that a container has, only those of the investigated container
   * or of a process that is known to run in it. `pod-usage` and `pod-working-set` are the pod's own.
   */
  readonly answers: Readonly<Partial<Record<Quantity, Answer>>>;
  /** `container_memory_usage_bytes` and working sets of every container of the pod: what is not theirs was left behind. */
  readonly siblings: Readonly<Partial<Record<'usage' | 'working-set', readonly Series[]>>>;
  /** `*_build_info` series of this pod, by which each run finds its revision. */
  readonly builds: readonly Series[];
  /** Stands in where no metric reports a limit. */
  readonly limit?: Bytes | undefined;
  /** Processors of its node, where a metric shows them. */
  readonly cpus?: number | undefined;
}
