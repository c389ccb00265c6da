import { setTimeout as sleep } from 'node:timers/promises';
import type { Bytes } from '../../../src/measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../../../src/measurement/duration.ts';
import type { MemoryCgroup } from '../cgroup/memory-cgroup.ts';
import { type Container, type ContainerSpec, startContainer, type Termination } from './container.ts';
import type { LabEvent } from './event.ts';

/** One container of a pod, started again whenever it ends, as the kubelet does. */
export interface SupervisedContainer {
  readonly name: string;
  readonly image: string;
  /** Where it serves its metrics, `host:port`; the service itself listens there, too. */
  readonly address: string;
  /** Of the run that goes on, or of the next one. */
  limit(): Bytes;
  /** Absent between two runs. */
  running(): Container | undefined;
  restarts(): number;
  lastTermination(): Termination | undefined;
  /** Moves the limit of the running container and of all later ones, without a restart. */
  resize(limit: Bytes): void;
  /** Ends the container only: it comes back, and the restart counts. */
  restart(): Promise<void>;
  /** Ends it for good. */
  close(): Promise<void>;
}

export interface SupervisedSpec {
  readonly pod: string;
  readonly name: string;
  readonly image: string;
  readonly address: string;
  readonly container: ContainerSpec;
  readonly backOff: Milliseconds;
}

/** Kubernetes doubles the wait up to five minutes, and begins again after a run of ten: twice the longest wait. */
const LONGEST_BACK_OFF = 5 * MINUTE;
/** In the lab everything is shorter: a run of ten times the first wait is a long one. */
const LONG_RUN = 10;

/** The wait before the next start, after so many short runs in a row. */
export function backOffAfter(shortRuns: number, first: Milliseconds): Milliseconds {
  return Math.min(LONGEST_BACK_OFF, first * 2 ** Math.max(0, shortRuns - 1));
}

export function superviseContainer(
  cgroup: MemoryCgroup,
  spec: SupervisedSpec,
  report: (event: LabEvent) => void,
): SupervisedContainer {
  const { pod, name, backOff } = spec;
  const closed = new AbortController();
  let { limit } = spec.container;
  let running: Container | undefined;
  let restarts = 0;
  let last: Termination | undefined;

  async function supervise(): Promise<void> {
    for (let shortRuns = 0; !closed.signal.aborted; ) {
      const started = startContainer(cgroup, { ...spec.container, limit });
      running = started;
      report({ kind: 'container-started', time: started.startedAt, pod, container: name, containerId: started.id });
      const termination = await started.ended;
      running = undefined;
      if (closed.signal.aborted) return;
      last = termination;
      restarts++;
      const { time, reason, exitCode } = termination;
      report(
        reason === 'OOMKilled'
          ? { kind: 'oom-killed', time, pod, container: name, restarts }
          : { kind: 'exited', time, pod, container: name, exitCode },
      );
      shortRuns = time - started.startedAt < LONG_RUN * backOff ? shortRuns + 1 : 0;
      await sleep(backOffAfter(shortRuns, backOff), undefined, { signal: closed.signal }).catch(() => undefined); // woken by close()
    }
  }
  const supervision = supervise();
  // A failure of the supervisor itself surfaces in close(); until then it must not end the whole process.
  supervision.catch(() => undefined);

  return {
    name,
    image: spec.image,
    address: spec.address,
    limit: () => limit,
    running: () => running,
    restarts: () => restarts,
    lastTermination: () => last,
    resize(wanted) {
      limit = wanted;
      running?.cgroup.limitTo(wanted);
    },
    async restart() {
      await running?.stop();
    },
    async close() {
      closed.abort();
      await running?.stop();
      await supervision;
    },
  };
}
