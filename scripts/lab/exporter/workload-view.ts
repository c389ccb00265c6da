import type { Instant } from '../../../src/foundation/clock.ts';
import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { MemoryUsage } from '../cgroup/dialect.ts';
import type { Termination } from '../cluster/container.ts';
import type { Deployment } from '../cluster/deployment.ts';
import { imageOf, replicaSetOf } from '../cluster/names.ts';

/** What the exporters know of a moment: read once a scrape. */
export interface WorkloadView {
  /** The deployment's name and its container's. */
  readonly workload: string;
  readonly replicaSets: readonly { readonly name: string; readonly createdAt: Instant }[];
  readonly pods: readonly PodView[];
}

export interface PodView {
  readonly name: string;
  readonly uid: string;
  readonly replicaSet: string;
  readonly image: string;
  readonly limit: Bytes;
  readonly restarts: number;
  readonly lastTermination: Termination | undefined;
  readonly memory: MemoryUsage;
  /** Absent between two lives. */
  readonly container: ContainerView | undefined;
}

export interface ContainerView {
  readonly id: string;
  readonly startedAt: Instant;
  readonly memory: MemoryUsage;
  readonly oomKills: number;
}

export function viewOf(deployment: Deployment, workload: string, limit: Bytes): WorkloadView {
  return {
    workload,
    replicaSets: deployment.replicaSets().map(({ release, createdAt }) => ({ name: replicaSetOf(release), createdAt })),
    pods: deployment.pods().flatMap((pod) => {
      try {
        const container = pod.container();
        return {
          name: pod.name,
          uid: pod.uid,
          replicaSet: replicaSetOf(pod.release),
          image: imageOf(pod.release),
          limit,
          restarts: pod.restarts(),
          lastTermination: pod.lastTermination(),
          memory: pod.cgroup.usage(),
          container: container && {
            id: container.id,
            startedAt: container.startedAt,
            memory: container.cgroup.usage(),
            oomKills: container.cgroup.oomKills(),
          },
        };
      } catch (error) {
        // The cgroup went away between two reads: this pod is missing from one scrape, as from a kubelet's.
        if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENODEV'))
          return [];
        throw error;
      }
    }),
  };
}
