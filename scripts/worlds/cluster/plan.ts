import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { Law, Seconds } from '../law.ts';
import type { Start } from '../programs/program.ts';

/** The cluster and its monitoring: which figures there are, and how well they are kept. */
export interface Monitoring {
  readonly cgroup: 1 | 2;
  /** What kube-prometheus-stack keeps of cAdvisor's metrics by default, or everything. */
  readonly keeps: 'kube-prometheus-stack' | 'all';
  /** Whether the kubelet exports active file pages (cAdvisor ≥ 0.53). */
  readonly activeFile: boolean;
  /** Whether kube-state-metrics is scraped with honor_labels; else its own labels move to `exported_*`. */
  readonly honorLabels: boolean;
  /** Whether kube-state-metrics exports owners of pods and ReplicaSets. */
  readonly owners: boolean;
  readonly scrape: Seconds;
  /** Share of scrapes lost singly, and longer holes. */
  readonly lost: number;
  readonly holes: readonly (readonly [Seconds, Seconds])[];
  readonly nodeCpus: number;
  readonly cluster?: string | undefined;
}

export type AppScrape =
  /** A ServiceMonitor or PodMonitor: pod, container and service are labels. */
  | 'monitor'
  /** Annotations of the pod: no container label. */
  | 'annotations'
  /** Istio's merged metrics: the side-car's endpoint serves the application's series under its own container name. */
  | 'merged';

export interface Exit {
  readonly after: Seconds;
  readonly code: number;
  readonly killed?: boolean | undefined;
}

export interface LimitStep {
  readonly from: Seconds;
  readonly bytes: Bytes;
}

export interface ContainerPlan {
  readonly name: string;
  /** Bytes by when they hold, the first from the beginning of time; empty for none. */
  readonly limits: readonly LimitStep[];
  readonly swap?: Bytes | undefined;
  readonly start: Start;
  readonly scrape?: AppScrape | undefined;
  /** Requests a second, counted by the application's metrics. */
  readonly requests?: Law | undefined;
  /** Whether a `*_build_info` metric names the revision. */
  readonly buildInfo?: boolean | undefined;
  /** A native side-car: an init container with restartPolicy Always. */
  readonly init?: boolean | undefined;
  /** Ends after so many seconds of a run for another reason than its memory; `killed`: by the node's out-of-memory killer. */
  readonly exits?: ((run: number) => Exit | undefined) | undefined;
  /** The kernel kills a child of the main process, not the main process: what the program does about it. */
  readonly childrenDie?: boolean | undefined;
}

export interface WorkloadPlan {
  readonly name: string;
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly replicas: number;
  /** Revision by when it was rolled out; the first from the beginning. */
  readonly revisions: readonly { readonly from: Seconds; readonly name: string }[];
  readonly containers: readonly ContainerPlan[];
  /** Restarts of the rollout kind without a new revision. */
  readonly rollingRestarts?: readonly Seconds[] | undefined;
}

export interface WorldPlan {
  readonly namespace: string;
  readonly workloads: readonly WorkloadPlan[];
  readonly monitoring: Monitoring;
  readonly start: Seconds;
  readonly end: Seconds;
  /** Resolution of the simulation. */
  readonly dt: Seconds;
}

export function limitAt({ limits }: ContainerPlan, now: Seconds): Bytes {
  return limits.findLast(({ from }) => now >= from)?.bytes ?? limits[0]?.bytes ?? 0;
}
