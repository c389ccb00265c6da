import { spawn } from 'node:child_process';
import type { Instant } from '../../../src/foundation/clock.ts';
import type { MemoryCgroup } from '../cgroup/memory-cgroup.ts';
import { newContainerId } from './names.ts';

export const PAUSE_IMAGE = 'registry.k8s.io/pause:3.10';

/** The sandbox of a pod: a process that does nothing, in a cgroup of its own, until the pod's cgroup is removed. */
export interface Pause {
  readonly id: string;
  readonly startedAt: Instant;
  readonly cgroup: MemoryCgroup;
}

// Kubernetes gives the sandbox this score: when the pod's limit is reached, the kernel kills the service instead.
const ENTER = 'echo $$ > "$1" && echo -998 > /proc/self/oom_score_adj && exec sleep infinity';

export function startPause(pod: MemoryCgroup): Pause {
  const id = newContainerId();
  const cgroup = pod.child(id);
  const child = spawn('/bin/sh', ['-c', ENTER, 'sh', cgroup.processesFile], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined); // a pod without a sandbox shows no series of one
  child.unref();
  return { id, startedAt: Date.now(), cgroup };
}
