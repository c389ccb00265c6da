import type { Bytes } from '../../../src/measurement/bytes.ts';

/** Memory of one cgroup as cAdvisor derives it from the kernel's files. */
export interface MemoryUsage {
  /** Anonymous memory: `total_rss` of v1, `anon` of v2. */
  readonly rss: Bytes;
  /** Usage without inactive page cache. */
  readonly workingSet: Bytes;
  /** Page cache, tmpfs and shared memory: `total_cache` of v1, `file` of v2. */
  readonly cache: Bytes;
  /** Everything that is charged: what the limit limits. */
  readonly usage: Bytes;
  readonly swap: Bytes;
  readonly activeFile: Bytes;
  readonly inactiveFile: Bytes;
  readonly mappedFile: Bytes;
  /** Kernel memory; the library that cAdvisor reads it with knows no file for it on v2, where it is always 0. */
  readonly kernel: Bytes;
}

/** The file names in which the two versions of the memory controller differ. */
export interface CgroupDialect {
  readonly version: 1 | 2;
  readonly limitFile: string;
  readonly usageFile: string;
  /** Holds a line `oom_kill N` in both. */
  readonly eventsFile: string;
  /** Lists the ids of all threads in the cgroup. */
  readonly threadsFile: string;
  readonly kernelFile: string | undefined;
  /** Swap where `memory.stat` does not have it. */
  readonly swapUsageFile: string | undefined;
  readonly stat: Readonly<Record<'rss' | 'cache' | 'inactiveFile' | 'activeFile' | 'mappedFile' | 'swap', string>>;
  /** Swap would let a container live past its limit. Written where it exists. */
  readonly swap: { readonly file: string; readonly value: (limit: Bytes) => Bytes };
}

/** Documentation/admin-guide/cgroup-v1/memory.rst of the kernel. */
export const V1: CgroupDialect = {
  version: 1,
  limitFile: 'memory.limit_in_bytes',
  usageFile: 'memory.usage_in_bytes',
  eventsFile: 'memory.oom_control',
  threadsFile: 'tasks',
  kernelFile: 'memory.kmem.usage_in_bytes',
  swapUsageFile: undefined,
  stat: {
    rss: 'total_rss',
    cache: 'total_cache',
    inactiveFile: 'total_inactive_file',
    activeFile: 'total_active_file',
    mappedFile: 'total_mapped_file',
    swap: 'total_swap',
  },
  swap: { file: 'memory.memsw.limit_in_bytes', value: (limit) => limit },
};

/** Documentation/admin-guide/cgroup-v2.rst of the kernel. */
export const V2: CgroupDialect = {
  version: 2,
  limitFile: 'memory.max',
  usageFile: 'memory.current',
  eventsFile: 'memory.events',
  threadsFile: 'cgroup.threads',
  kernelFile: undefined,
  swapUsageFile: 'memory.swap.current',
  stat: {
    rss: 'anon',
    cache: 'file',
    inactiveFile: 'inactive_file',
    activeFile: 'active_file',
    mappedFile: 'file_mapped',
    swap: 'swap',
  },
  swap: { file: 'memory.swap.max', value: () => 0 },
};

/** Reads `name value` lines: memory.stat, memory.oom_control, memory.events. */
export function parseFlatKeyed(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [name, value] = line.split(' ');
    if (name !== undefined && value !== undefined) values.set(name, Number(value));
  }
  return values;
}

/** What stands in files of its own, in bytes. */
export interface ChargedMemory {
  readonly usage: Bytes;
  readonly kernel: Bytes;
  /** Undefined where `memory.stat` has it. */
  readonly swap: Bytes | undefined;
}

export function usageOf(
  dialect: CgroupDialect,
  { usage, kernel, swap }: ChargedMemory,
  stat: ReadonlyMap<string, number>,
): MemoryUsage {
  const named = (field: keyof CgroupDialect['stat']): Bytes => stat.get(dialect.stat[field]) ?? 0;
  const inactiveFile = named('inactiveFile');
  return {
    rss: named('rss'),
    workingSet: Math.max(0, usage - inactiveFile),
    cache: named('cache'),
    usage,
    swap: swap ?? named('swap'),
    activeFile: named('activeFile'),
    inactiveFile,
    mappedFile: named('mappedFile'),
    kernel,
  };
}

/** Where the memory controller is mounted, from the text of /proc/self/mounts. Version 1 wins where both are. */
export function findMemoryController(
  mounts: string,
  controllersAt: (mountPoint: string) => string,
): { readonly dialect: CgroupDialect; readonly mountPoint: string } | undefined {
  const entries = mounts.split('\n').map((line) => line.split(' '));
  const v1 = entries.find(([, , type, options]) => type === 'cgroup' && options?.split(',').includes('memory'));
  if (v1?.[1] !== undefined) return { dialect: V1, mountPoint: v1[1] };
  const v2 = entries.find(
    ([, at, type]) => type === 'cgroup2' && at && controllersAt(at).split(/\s/).includes('memory'),
  );
  return v2?.[1] === undefined ? undefined : { dialect: V2, mountPoint: v2[1] };
}
