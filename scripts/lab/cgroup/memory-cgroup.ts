import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { explain, UnavailableError } from '../../../src/foundation/errors.ts';
import type { Bytes } from '../../../src/measurement/bytes.ts';
import { type CgroupDialect, findMemoryController, type MemoryUsage, parseFlatKeyed, usageOf } from './dialect.ts';

/** A directory of the kernel's memory controller. Children count towards their parents. */
export interface MemoryCgroup {
  readonly version: 1 | 2;
  /** A process that writes its id here is in. */
  readonly processesFile: string;
  /** A new child; `limit` is the point at which the kernel kills. */
  child(name: string, limit?: Bytes): MemoryCgroup;
  usage(): MemoryUsage;
  /** Kills by the kernel for want of memory so far, in here or below. */
  oomKills(): number;
  /** Ends what still runs in here and below, and removes the directories. */
  remove(): Promise<void>;
}

const PREFIX = 'leakbot-lab-';
let opened = 0;

/**
 * The root of this run's cgroups, directly below the controller's mount point. Throws {@link UnavailableError} with what
 * to do when there is no memory controller or no right to use it.
 */
export async function openMemoryCgroups(): Promise<MemoryCgroup> {
  const found = findMemoryController(readFileSync('/proc/self/mounts', 'utf8'), (at) =>
    readText(join(at, 'cgroup.controllers')),
  );
  if (found === undefined) {
    throw unavailable('no memory cgroup controller is mounted: run on Linux with cgroup v1 memory or cgroup v2');
  }
  const { dialect, mountPoint } = found;
  try {
    await sweep(dialect, mountPoint);
    if (dialect.version === 2) delegate(mountPoint);
    const root = cgroupAt(dialect, join(mountPoint, `${PREFIX}${process.pid}-${++opened}`));
    mkdirSync(join(root.processesFile, '..'));
    if (dialect.version === 2) delegate(join(root.processesFile, '..'));
    return root;
  } catch (error) {
    throw unavailable(
      `cannot make memory cgroups below ${mountPoint}: run as root (in a container: privileged, with a writable /sys/fs/cgroup)`,
      error,
    );
  }
}

function cgroupAt(dialect: CgroupDialect, directory: string): MemoryCgroup {
  return {
    version: dialect.version,
    processesFile: join(directory, 'cgroup.procs'),
    child(name, limit) {
      const path = join(directory, name);
      mkdirSync(path);
      if (limit === undefined) {
        if (dialect.version === 2) delegate(path);
      } else {
        writeFileSync(join(path, dialect.limitFile), String(limit));
        const swap = join(path, dialect.swap.file);
        if (existsSync(swap)) writeFileSync(swap, String(dialect.swap.value(limit)));
      }
      return cgroupAt(dialect, path);
    },
    usage() {
      const usage = Number(readText(join(directory, dialect.usageFile)));
      return usageOf(dialect, usage, parseFlatKeyed(readText(join(directory, 'memory.stat'))));
    },
    oomKills: () => parseFlatKeyed(readText(join(directory, dialect.eventsFile))).get('oom_kill') ?? 0,
    remove: () => removeTree(directory),
  };
}

/** Version 2 hands controllers down one level at a time. */
function delegate(directory: string): void {
  writeFileSync(join(directory, 'cgroup.subtree_control'), '+memory');
}

/** Removes what an earlier run left that could not clean up after itself. A lab that still runs keeps its own. */
async function sweep(dialect: CgroupDialect, mountPoint: string): Promise<void> {
  for (const name of readdirSync(mountPoint)) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) await cgroupAt(dialect, join(mountPoint, name)).remove();
  }
}

async function removeTree(directory: string): Promise<void> {
  for (const child of foldersIn(directory)) await removeTree(join(directory, child));
  // The kernel frees a cgroup a moment after its last process is gone.
  for (let attempt = 0; ; attempt++) {
    try {
      for (const id of readText(join(directory, 'cgroup.procs')).split('\n').filter(Boolean))
        process.kill(Number(id), 'SIGKILL');
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    try {
      rmdirSync(directory);
      return;
    } catch (error) {
      if (isGone(error)) return;
      if (attempt >= 50) throw error;
      await sleep(100);
    }
  }
}

/** None in a folder that is gone: two labs that start at once may both remove what a third one left. */
function foldersIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

function unavailable(message: string, cause?: unknown): UnavailableError {
  return new UnavailableError(cause === undefined ? message : `${message}: ${explain(cause)}`, {
    cause,
    retryable: false,
  });
}
