import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../../src/foundation/clock.ts';
import { UnavailableError } from '../../../src/foundation/errors.ts';
import type { Bytes } from '../../../src/measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../../../src/measurement/duration.ts';
import type { MemoryCgroup } from '../cgroup/memory-cgroup.ts';
import type { LabEvent } from './event.ts';
import type { Image } from './image.ts';
import { imageOf, type Release } from './names.ts';
import { type ContainerOfPod, type Pod, startPod } from './pod.ts';
import { makeMemoryVolume } from './volume.ts';

export interface ReplicaSet {
  readonly release: Release;
  readonly createdAt: Instant;
}

/** Pods of one release, replaced one by one when another is rolled out. */
export interface Deployment {
  /** Living pods, the busiest first. */
  pods(): readonly Pod[];
  replicaSets(): readonly ReplicaSet[];
  events(): readonly LabEvent[];
  /** `environmentOf` is given the position of the pod. */
  rollOut(release: Release, environmentOf: (index: number) => Environment): Promise<void>;
  restartAll(): Promise<void>;
  /** Gives every pod, also later ones, another limit without a restart. */
  resizeAll(limit: Bytes): void;
  close(): Promise<void>;
}

export interface DeploymentSpec {
  readonly pods: number;
  /** Of the service's container. */
  readonly limit: Bytes;
  readonly backOff: Milliseconds;
  /** Where every container listens, each at a loopback address of its own. */
  readonly port: number;
  readonly directory: string;
  readonly image: (release: Release) => Image;
  /** Settings of a process that listens on the address. */
  readonly listening: (address: string) => Environment;
  readonly sideCar: DeployedSideCar | undefined;
  readonly volume: { readonly at: string; readonly bytes: Bytes } | undefined;
  readonly onEvent: (event: LabEvent) => void;
}

type Environment = Readonly<Record<string, string>>;

/** A container beside the service's, the same in every pod. */
export interface DeployedSideCar {
  readonly name: string;
  readonly image: Image;
  readonly imageName: string;
  readonly limit: Bytes;
  readonly listening: (address: string) => Environment;
}

export function createDeployment(cgroup: MemoryCgroup, spec: DeploymentSpec): Deployment {
  const events: LabEvent[] = [];
  const replicaSets: ReplicaSet[] = [];
  let pods: readonly Pod[] = [];
  let addresses = 0;
  let { limit } = spec;
  let closed = false;

  function besides(sideCar: DeployedSideCar, address: string, suffix: string): ContainerOfPod {
    const { name, image, imageName, limit: own, listening } = sideCar;
    const logFile = join(spec.directory, `${suffix}-${name}.log`);
    return {
      name,
      image: imageName,
      address,
      spec: { image, environment: listening(address), limit: own, logFile, mounts: [] },
    };
  }

  function report(event: LabEvent): void {
    events.push(event);
    spec.onEvent(event);
  }

  async function startOf(release: Release, environment: Environment, index: number): Promise<Pod> {
    const suffix = release.suffixes[index] ?? String(index);
    const host = `0.${++addresses}`;
    const volume =
      spec.volume && makeMemoryVolume(spec.directory, `${release.hash}-${suffix}`, spec.volume.at, spec.volume.bytes);
    const mounts = volume === undefined ? [] : [volume.mount];
    const address = `127.42.${host}:${spec.port}`;
    const service: ContainerOfPod = {
      name: release.workload,
      image: imageOf(release),
      address,
      spec: {
        image: spec.image(release),
        environment: { ...spec.listening(address), ...environment },
        limit,
        logFile: join(spec.directory, `${suffix}.log`),
        mounts,
      },
    };
    const others = spec.sideCar === undefined ? [] : [besides(spec.sideCar, `127.43.${host}:${spec.port}`, suffix)];
    const pod = startPod(
      cgroup,
      { release, index, containers: [service, ...others], backOff: spec.backOff, volume },
      report,
    );
    try {
      await ready(pod.address);
    } catch (error) {
      await pod.delete();
      throw error;
    }
    return pod;
  }

  return {
    pods: () => pods,
    replicaSets: () => replicaSets,
    events: () => events,
    async rollOut(release, environmentOf) {
      const previous = replicaSets.at(-1)?.release.revision;
      replicaSets.push({ release, createdAt: Date.now() });
      if (previous !== undefined) {
        report({ kind: 'rolled-out', time: Date.now(), revision: release.revision, previous });
      }
      for (let index = 0; index < spec.pods && !closed; index++) {
        const started = await startOf(release, environmentOf(index), index);
        const replaced = pods.find((pod) => pod.index === index);
        pods = [...pods.filter((pod) => pod !== replaced), started].sort((a, b) => a.index - b.index);
        await replaced?.delete();
      }
    },
    async restartAll() {
      for (const pod of pods) await pod.service.restart();
    },
    resizeAll(wanted) {
      limit = wanted;
      for (const pod of pods) pod.resize(wanted);
    },
    async close() {
      closed = true;
      await Promise.all(pods.map((pod) => pod.delete()));
      pods = [];
    },
  };
}

async function ready(address: string): Promise<void> {
  for (const deadline = Date.now() + MINUTE; ; await sleep(100)) {
    try {
      if ((await fetch(`http://${address}/healthz`)).ok) return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new UnavailableError(`the service at ${address} did not start; its log is in the lab's folder`, {
          cause: error,
          retryable: false,
        });
      }
    }
  }
}
