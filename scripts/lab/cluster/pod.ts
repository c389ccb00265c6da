import type { Instant } from '../../../src/foundation/clock.ts';
import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { Milliseconds } from '../../../src/measurement/duration.ts';
import type { MemoryCgroup } from '../cgroup/memory-cgroup.ts';
import type { ContainerSpec } from './container.ts';
import type { LabEvent } from './event.ts';
import { newPodUid, type Release, replicaSetOf } from './names.ts';
import { type Pause, startPause } from './pause.ts';
import { type SupervisedContainer, superviseContainer } from './supervised-container.ts';
import type { MemoryVolume } from './volume.ts';

/** A pod: the service, further containers beside it where there are any, and the sandbox. */
export interface Pod {
  readonly name: string;
  readonly uid: string;
  readonly release: Release;
  /** Where the service listens, `host:port`. */
  readonly address: string;
  readonly createdAt: Instant;
  readonly cgroup: MemoryCgroup;
  readonly pause: Pause;
  /** Position in the deployment; 0 is the busiest. */
  readonly index: number;
  /** The container of the service. */
  readonly service: SupervisedContainer;
  /** The service's container first. */
  readonly containers: readonly SupervisedContainer[];
  /** Of all containers together, which is what the kubelet sets for the pod's cgroup. */
  limit(): Bytes;
  /** Gives the service another limit while it runs, as an in-place resize does. */
  resize(limit: Bytes): void;
  delete(): Promise<void>;
}

export interface PodSpec {
  readonly release: Release;
  readonly index: number;
  /** The service's container first. */
  readonly containers: readonly [ContainerOfPod, ...ContainerOfPod[]];
  readonly backOff: Milliseconds;
  readonly volume: MemoryVolume | undefined;
}

export interface ContainerOfPod {
  readonly name: string;
  readonly image: string;
  readonly address: string;
  readonly spec: ContainerSpec;
}

export function startPod(parent: MemoryCgroup, spec: PodSpec, report: (event: LabEvent) => void): Pod {
  const name = `${replicaSetOf(spec.release)}-${spec.release.suffixes[spec.index] ?? String(spec.index)}`;
  const uid = newPodUid();
  const total = spec.containers.reduce((sum, { spec: { limit } }) => sum + limit, 0);
  const cgroup = parent.group(`pod${uid}`, total);
  const pause = startPause(cgroup);
  const supervised = ({ name: container, image, address, spec: own }: ContainerOfPod): SupervisedContainer =>
    superviseContainer(
      cgroup,
      { pod: name, name: container, image, address, container: own, backOff: spec.backOff },
      report,
    );
  const [service, ...others] = spec.containers;
  const main = supervised(service);
  const containers = [main, ...others.map(supervised)];
  const limit = (): Bytes => containers.reduce((sum, container) => sum + container.limit(), 0);

  return {
    name,
    uid,
    release: spec.release,
    address: service.address,
    createdAt: Date.now(),
    cgroup,
    pause,
    index: spec.index,
    service: main,
    containers,
    limit,
    resize(wanted) {
      const isRaised = wanted > main.limit();
      // The pod must have room before its container gets it, and loses it after it.
      if (isRaised) cgroup.limitTo(limit() - main.limit() + wanted);
      main.resize(wanted);
      if (!isRaised) cgroup.limitTo(limit());
      report({ kind: 'resized', time: Date.now(), pod: name, container: main.name, limitBytes: wanted });
    },
    async delete() {
      await Promise.all(containers.map((container) => container.close()));
      await cgroup.remove();
      spec.volume?.remove();
      report({ kind: 'pod-deleted', time: Date.now(), pod: name });
    },
  };
}
