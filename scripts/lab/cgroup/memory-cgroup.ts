import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmdirSync, writeFileSync } from 'node:fs';
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
  /** A new child for processes; `limit` is the point at which the kernel kills. */
  child(name: string, limit?: Bytes): MemoryCgroup;
  /** A new child for further cgroups, which count towards its limit. */
  group(name: string, limit?: Bytes): MemoryCgroup;
  /** Moves the limit while processes run, as an in-place resize does. */
  limitTo(limit: Bytes): void;
  usage(): MemoryUsage;
  /** Processes in here and their sockets, and threads in here and below, as cAdvisor counts them. */
  population(): Population;
  /** Kills by the kernel for want of memory so far, in here or below. */
  oomKills(): number;
  /** Ends what still runs in here and below, and removes the directories. */
  remove(): Promise<void>;
}

/** What is in a cgroup. cAdvisor counts threads with all descendants, and processes and sockets without. */
export interface Population {
  readonly processes: number;
  readonly threads: number;
  readonly sockets: number;
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
  const numberIn = (file: string | undefined): number | undefined =>
    file === undefined || !existsSync(join(directory, file)) ? undefined : Number(readText(join(directory, file)));
  const child = (name: string, limit: Bytes | undefined): MemoryCgroup => {
    mkdirSync(join(directory, name));
    const made = cgroupAt(dialect, join(directory, name));
    if (limit !== undefined) made.limitTo(limit);
    return made;
  };
  return {
    version: dialect.version,
    processesFile: join(directory, 'cgroup.procs'),
    child,
    group(name, limit) {
      const made = child(name, limit);
      if (dialect.version === 2) delegate(join(directory, name));
      return made;
    },
    limitTo(limit) {
      const write = (file: string, value: Bytes): void => {
        if (existsSync(join(directory, file))) writeFileSync(join(directory, file), String(value));
      };
      const isRaised = limit > (numberIn(dialect.limitFile) ?? 0);
      const writes = [() => write(dialect.limitFile, limit), () => write(dialect.swap.file, dialect.swap.value(limit))];
      // Version 1 never lets the limit of memory and swap together fall below that of memory alone.
      for (const each of isRaised ? writes.reverse() : writes) each();
    },
    usage() {
      const charged = {
        usage: numberIn(dialect.usageFile) ?? 0,
        kernel: numberIn(dialect.kernelFile) ?? 0,
        swap: numberIn(dialect.swapUsageFile),
      };
      return usageOf(dialect, charged, parseFlatKeyed(readText(join(directory, 'memory.stat'))));
    },
    population() {
      const processes = linesOf(join(directory, 'cgroup.procs'));
      return {
        processes: processes.length,
        threads: threadsIn(dialect, directory),
        sockets: processes.reduce((sum, id) => sum + socketsOf(id), 0),
      };
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
      for (const id of linesOf(join(directory, 'cgroup.procs'))) process.kill(Number(id), 'SIGKILL');
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

function threadsIn(dialect: CgroupDialect, directory: string): number {
  const below = foldersIn(directory).map((name) => threadsIn(dialect, join(directory, name)));
  return below.reduce((sum, count) => sum + count, linesOf(join(directory, dialect.threadsFile)).length);
}

/** File descriptors of a process that lead to a socket; none of a process that is gone. */
function socketsOf(processId: string): number {
  const folder = `/proc/${processId}/fd`;
  try {
    return readdirSync(folder).filter((descriptor) => linkOf(join(folder, descriptor)).startsWith('socket:')).length;
  } catch (error) {
    if (isGone(error)) return 0;
    throw error;
  }
}

/** Empty where the descriptor was closed between two reads. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isGone(error)) return '';
    throw error;
  }
}

function linesOf(path: string): readonly string[] {
  return readText(path).split('\n').filter(Boolean);
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
