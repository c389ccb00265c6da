import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../../src/foundation/clock.ts';
import type { Bytes } from '../../../src/measurement/bytes.ts';
import { SECOND } from '../../../src/measurement/duration.ts';
import type { MemoryCgroup } from '../cgroup/memory-cgroup.ts';
import type { Image, Mount } from './image.ts';
import { newContainerId } from './names.ts';

/** How a container ended, in Kubernetes' words. */
export interface Termination {
  readonly reason: 'OOMKilled' | 'Completed' | 'Error';
  readonly exitCode: number;
  readonly time: Instant;
}

/** One process in a cgroup of its own. */
export interface Container {
  readonly id: string;
  readonly startedAt: Instant;
  readonly cgroup: MemoryCgroup;
  /** Settles when the process is gone and its cgroup removed. */
  readonly ended: Promise<Termination>;
  /** SIGTERM, and SIGKILL when that does not end it within a few seconds. */
  stop(): Promise<Termination>;
}

export interface ContainerSpec {
  readonly image: Image;
  readonly environment: Readonly<Record<string, string>>;
  readonly limit: Bytes;
  readonly logFile: string;
  /** What it sees besides what its image shows: the volumes of its pod. */
  readonly mounts: readonly Mount[];
}

// The shell enters the cgroup before anything of the service exists, so that every page is charged to it; then the
// process gets its own mounts (which go with it) and its own root. Each step is an exec: the process id stays.
const ENTER = 'echo $$ > "$1" && shift && exec unshare --mount --propagation private sh -c "$@"';
const CHROOT = `root=$1 && shift
while [ "$1" != -- ]; do mount -o "rbind,$3" "$1" "$root$2" && shift 3 || exit 1; done
shift && mount -t proc proc "$root/proc" && cd / && exec chroot "$root" "$@"`;

export function startContainer(pod: MemoryCgroup, spec: ContainerSpec): Container {
  const id = newContainerId();
  const cgroup = pod.child(id, spec.limit);
  const log = openSync(spec.logFile, 'a');
  const { root, command } = spec.image;
  const mounts = [...spec.image.mounts, ...spec.mounts];
  for (const { at } of [...mounts, { at: '/proc' }]) mkdirSync(join(root, at), { recursive: true });
  const inside = [
    root,
    ...mounts.flatMap(({ from, at, writable }) => [from, at, writable ? 'rw' : 'ro']),
    '--',
    ...command,
  ];
  const child = spawn('/bin/sh', ['-c', ENTER, 'sh', cgroup.processesFile, CHROOT, 'sh', ...inside], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...spec.image.environment, ...spec.environment },
    stdio: ['ignore', log, log],
    detached: true, // Ctrl-C is the lab's, not a restart of every pod
  });
  closeSync(log);
  const ended = terminationOf(child, cgroup);
  return {
    id,
    startedAt: Date.now(),
    cgroup,
    ended,
    async stop() {
      child.kill('SIGTERM');
      const forced = new AbortController();
      void sleep(4 * SECOND, undefined, { signal: forced.signal }).then(
        () => child.kill('SIGKILL'),
        () => undefined, // ended in time: nothing to force
      );
      const termination = await ended;
      forced.abort();
      return termination;
    },
  };
}

async function terminationOf(child: ChildProcess, cgroup: MemoryCgroup): Promise<Termination> {
  const { code, signal } = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(
    (resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve({ code, signal }));
    },
  );
  const time = Date.now();
  const kills = cgroup.oomKills();
  await cgroup.remove();
  return { ...judgeExit(code, signal, kills), time };
}

/** The reason that Kubernetes gives, from the exit status and the kernel's count of OOM kills in the cgroup. */
export function judgeExit(
  code: number | null,
  signal: NodeJS.Signals | null,
  oomKills: number,
): Pick<Termination, 'reason' | 'exitCode'> {
  if (signal === 'SIGKILL' && oomKills > 0) return { reason: 'OOMKilled', exitCode: 137 };
  if (signal !== null) return { reason: 'Error', exitCode: signal === 'SIGKILL' ? 137 : 143 };
  return { reason: code === 0 ? 'Completed' : 'Error', exitCode: code ?? 1 };
}
