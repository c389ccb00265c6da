import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../../src/foundation/clock.ts';
import { UnavailableError } from '../../../src/foundation/errors.ts';
import type { Bytes } from '../../../src/measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../../../src/measurement/duration.ts';
import type { MemoryCgroup } from '../cgroup/memory-cgroup.ts';
import type { LabEvent } from './event.ts';
import type { Image } from './image.ts';
import type { Release } from './names.ts';
import { type Pod, startPod } from './pod.ts';

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
  rollOut(release: Release, environment: Readonly<Record<string, string>>): Promise<void>;
  restartAll(): Promise<void>;
  close(): Promise<void>;
}

export interface DeploymentSpec {
  readonly pods: number;
  readonly limit: Bytes;
  readonly backOff: Milliseconds;
  /** Where every pod listens, each at a loopback address of its own. */
  readonly port: number;
  readonly directory: string;
  readonly image: (release: Release) => Image;
  /** What a process is told of the address that it is to listen on. */
  readonly listening: (address: string) => Readonly<Record<string, string>>;
  readonly onEvent: (event: LabEvent) => void;
}

export function createDeployment(cgroup: MemoryCgroup, spec: DeploymentSpec): Deployment {
  const events: LabEvent[] = [];
  const replicaSets: ReplicaSet[] = [];
  let pods: readonly Pod[] = [];
  let addresses = 0;
  let closed = false;

  function report(event: LabEvent): void {
    events.push(event);
    spec.onEvent(event);
  }

  async function startOf(release: Release, environment: Readonly<Record<string, string>>, index: number): Promise<Pod> {
    const address = `127.42.0.${++addresses}:${spec.port}`;
    const pod = startPod(
      cgroup,
      {
        release,
        index,
        address,
        backOff: spec.backOff,
        container: {
          image: spec.image(release),
          environment: { ...spec.listening(address), ...environment },
          limit: spec.limit,
          logFile: join(spec.directory, `${release.suffixes[index] ?? String(index)}.log`),
        },
      },
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
    async rollOut(release, environment) {
      const previous = replicaSets.at(-1)?.release.revision;
      replicaSets.push({ release, createdAt: Date.now() });
      if (previous !== undefined) {
        report({ kind: 'rolled-out', time: Date.now(), revision: release.revision, previous });
      }
      for (let index = 0; index < spec.pods && !closed; index++) {
        const started = await startOf(release, environment, index);
        const replaced = pods.find((pod) => pod.index === index);
        pods = [...pods.filter((pod) => pod !== replaced), started].sort((a, b) => a.index - b.index);
        await replaced?.delete();
      }
    },
    async restartAll() {
      for (const pod of pods) await pod.restart();
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
