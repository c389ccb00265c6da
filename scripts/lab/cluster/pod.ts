import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../../src/foundation/clock.ts';
import type { Milliseconds } from '../../../src/measurement/duration.ts';
import type { MemoryCgroup } from '../cgroup/memory-cgroup.ts';
import { type Container, type ContainerSpec, startContainer, type Termination } from './container.ts';
import type { LabEvent } from './event.ts';
import { newPodUid, type Release, replicaSetOf } from './names.ts';

/** A pod with one container that is started again whenever it ends, as the kubelet does. */
export interface Pod {
  readonly name: string;
  readonly uid: string;
  readonly release: Release;
  /** Where the service listens, `host:port`. */
  readonly address: string;
  readonly createdAt: Instant;
  readonly cgroup: MemoryCgroup;
  /** Position in the deployment; 0 is the busiest. */
  readonly index: number;
  /** Absent between two lives. */
  container(): Container | undefined;
  restarts(): number;
  lastTermination(): Termination | undefined;
  /** Ends the container only: it comes back, and the restart counts. */
  restart(): Promise<void>;
  delete(): Promise<void>;
}

export interface PodSpec {
  readonly release: Release;
  readonly index: number;
  readonly address: string;
  readonly container: ContainerSpec;
  readonly backOff: Milliseconds;
}

export function startPod(parent: MemoryCgroup, spec: PodSpec, report: (event: LabEvent) => void): Pod {
  const name = `${replicaSetOf(spec.release)}-${spec.release.suffixes[spec.index] ?? String(spec.index)}`;
  const uid = newPodUid();
  const cgroup = parent.child(`pod${uid}`);
  const deleted = new AbortController();
  let container: Container | undefined;
  let restarts = 0;
  let last: Termination | undefined;

  async function supervise(): Promise<void> {
    while (!deleted.signal.aborted) {
      container = startContainer(cgroup, spec.container);
      report({ kind: 'container-started', time: container.startedAt, pod: name, containerId: container.id });
      const termination = await container.ended;
      container = undefined;
      if (deleted.signal.aborted) return;
      last = termination;
      restarts++;
      report(
        termination.reason === 'OOMKilled'
          ? { kind: 'oom-killed', time: termination.time, pod: name, restarts }
          : { kind: 'exited', time: termination.time, pod: name, exitCode: termination.exitCode },
      );
      await sleep(spec.backOff, undefined, { signal: deleted.signal }).catch(() => undefined); // woken by delete()
    }
  }
  const supervision = supervise();
  // A failure of the supervisor itself surfaces in delete(); until then it must not end the whole process.
  supervision.catch(() => undefined);

  return {
    name,
    uid,
    release: spec.release,
    address: spec.address,
    createdAt: Date.now(),
    cgroup,
    index: spec.index,
    container: () => container,
    restarts: () => restarts,
    lastTermination: () => last,
    async restart() {
      await container?.stop();
    },
    async delete() {
      deleted.abort();
      await container?.stop();
      await cgroup.remove();
      await supervision;
      report({ kind: 'pod-deleted', time: Date.now(), pod: name });
    },
  };
}
