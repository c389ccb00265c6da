import type { Instant } from '../../../src/foundation/clock.ts';
import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { MemoryUsage } from '../cgroup/dialect.ts';
import type { MemoryCgroup, Population } from '../cgroup/memory-cgroup.ts';
import type { Termination } from '../cluster/container.ts';
import type { Deployment } from '../cluster/deployment.ts';
import { replicaSetOf } from '../cluster/names.ts';
import { PAUSE_IMAGE } from '../cluster/pause.ts';
import type { Pod } from '../cluster/pod.ts';
import type { SupervisedContainer } from '../cluster/supervised-container.ts';

/** What the exporters know of a moment: read once a scrape. */
export interface WorkloadView {
  /** The deployment's name. */
  readonly workload: string;
  readonly replicaSets: readonly { readonly name: string; readonly createdAt: Instant }[];
  readonly pods: readonly PodView[];
}

export interface PodView {
  readonly name: string;
  readonly uid: string;
  readonly replicaSet: string;
  readonly createdAt: Instant;
  /** The pod's own cgroup, which holds those of its containers and what their earlier runs left behind. */
  readonly cgroup: CgroupView;
  readonly limit: Bytes;
  /** The sandbox: a cgroup of the pod that is no container of it. */
  readonly pause: RunView & { readonly image: string };
  readonly containers: readonly ContainerView[];
}

export interface CgroupView {
  readonly memory: MemoryUsage;
  readonly population: Population;
  readonly oomKills: number;
}

export interface ContainerView {
  readonly name: string;
  readonly image: string;
  readonly limit: Bytes;
  readonly restarts: number;
  readonly lastTermination: Termination | undefined;
  /** Absent between two runs. */
  readonly running: RunView | undefined;
}

/** One run of a container. */
export interface RunView extends CgroupView {
  readonly id: string;
  readonly startedAt: Instant;
}

export function viewOf(deployment: Deployment, workload: string): WorkloadView {
  return {
    workload,
    replicaSets: deployment.replicaSets().map(({ release, createdAt }) => ({ name: replicaSetOf(release), createdAt })),
    pods: deployment.pods().flatMap((pod) => {
      try {
        return viewOfPod(pod);
      } catch (error) {
        // The cgroup went away between two reads: this pod is missing from one scrape, as from a kubelet's.
        if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENODEV'))
          return [];
        throw error;
      }
    }),
  };
}

function viewOfPod(pod: Pod): PodView {
  return {
    name: pod.name,
    uid: pod.uid,
    replicaSet: replicaSetOf(pod.release),
    createdAt: pod.createdAt,
    cgroup: viewOfCgroup(pod.cgroup),
    limit: pod.limit(),
    pause: { ...viewOfRun(pod.pause), image: PAUSE_IMAGE },
    containers: pod.containers.map(viewOfContainer),
  };
}

function viewOfContainer(container: SupervisedContainer): ContainerView {
  const running = container.running();
  return {
    name: container.name,
    image: container.image,
    limit: container.limit(),
    restarts: container.restarts(),
    lastTermination: container.lastTermination(),
    running: running && viewOfRun(running),
  };
}

function viewOfRun(run: { readonly id: string; readonly startedAt: Instant; readonly cgroup: MemoryCgroup }): RunView {
  return { id: run.id, startedAt: run.startedAt, ...viewOfCgroup(run.cgroup) };
}

function viewOfCgroup(cgroup: MemoryCgroup): CgroupView {
  return { memory: cgroup.usage(), population: cgroup.population(), oomKills: cgroup.oomKills() };
}
