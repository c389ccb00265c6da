import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { Mount } from './image.ts';

/** What Kubernetes calls an emptyDir of medium Memory: files of the pod that outlive its containers. */
export interface MemoryVolume {
  readonly mount: Mount;
  remove(): void;
}

/** The name of the mounts of this process, so that a later lab finds them should this one be killed. */
const SOURCE = 'leakbot-lab-volume-';

/** Mounts a tmpfs that the containers of one pod see at a path. Its pages are charged to whichever cgroup touches them first. */
export function makeMemoryVolume(directory: string, name: string, at: string, size: Bytes): MemoryVolume {
  const from = join(directory, 'volumes', name);
  mkdirSync(from, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, `${SOURCE}${process.pid}`, from]);
  return {
    mount: { from, at, writable: true },
    remove: () => unmount(from),
  };
}

/** Unmounts what labs left that could not clean up after themselves. */
export function sweepMemoryVolumes(isRunning: (processId: number) => boolean): void {
  for (const line of readFileSync('/proc/self/mounts', 'utf8').split('\n')) {
    const [source = '', at = ''] = line.split(' ');
    if (source.startsWith(SOURCE) && !isRunning(Number(source.slice(SOURCE.length)))) unmount(at);
  }
}

function unmount(path: string): void {
  execFileSync('umount', ['--lazy', path]);
  rmSync(path, { recursive: true, force: true });
}
