import type { Instant } from '../../foundation/clock.ts';
import type { Bytes } from '../../measurement/bytes.ts';

/** How a container ended. */
export interface ContainerEnd {
  /** `OOMKilled`, `Error`, `Completed`. */
  readonly reason: string;
  readonly exitCode: number;
  readonly finishedAt: Instant;
}

export interface PodContainer {
  readonly name: string;
  /** A native side-car: an init container that goes on running. */
  readonly isInit: boolean;
  readonly image: string;
  readonly memoryLimit?: Bytes | undefined;
  readonly restarts: number;
  readonly running: boolean;
  /** Why it does not run: `CrashLoopBackOff`. */
  readonly waiting?: string | undefined;
  /** How it ended last. */
  readonly ended?: ContainerEnd | undefined;
  readonly ports: readonly number[];
}

/** A pod as the API of Kubernetes has it, as far as it is used. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Absent until it has one, and for a pod in its node's network: that address is the node's. */
  readonly ip?: string | undefined;
  readonly node?: string | undefined;
  /** The controller that made it: a ReplicaSet, a StatefulSet … */
  readonly owner?: { readonly kind: string; readonly name: string } | undefined;
  /** The value of {@link PPROF_PORT}, if the pod has one. */
  readonly pprofPort?: string | undefined;
  /** When the kubelet evicted it, because its node ran short of something; absent where it did not. */
  readonly evictedAt?: Instant | undefined;
  readonly containers: readonly PodContainer[];
}

/** The annotation by which a pod asks to be visited: the port that serves metrics and profiles. */
export const PPROF_PORT = 'leakbot.dev/pprof-port';

/** The pods of a cluster, as they are now. */
export interface Pods {
  /** Empty until the first answer. */
  now(): readonly Pod[];
}
