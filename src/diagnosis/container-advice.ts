import { formatBytes } from '../measurement/bytes.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { Remedy } from '../runtime/runtime-words.ts';
import type { AdviceContext } from './advice-context.ts';
import type { FindingKind } from './finding.ts';
import { gainTime, isPressing } from './first-step.ts';

type ContainerKind = Extract<FindingKind, 'page-cache' | 'shared-memory' | 'kernel-memory' | 'swap' | 'memory-kept'>;

/** Where no runtime says more. */
const KEPT: Remedy = {
  steps: [
    'Now: set transparent huge pages to madvise on its machine (/sys/kernel/mm/transparent_hugepage/enabled), and compare.',
    'Fix: bound the peak that took the memory (batch size, concurrency); what is taken once is returned late.',
  ],
  proof: 'With the setting RSS falls after the heap does.',
};

/** What to do about memory that the container is charged and the process does not hold. */
export const CONTAINER_ADVICE: Readonly<Record<ContainerKind, (context: AdviceContext) => Remedy>> = {
  'page-cache': (context) => ({
    steps: [
      pageCacheNow(context),
      'If reclaim slows the service, read and write large files with fewer pages kept (fadvise DONTNEED, O_DIRECT) or raise the limit.',
    ],
    proof: 'RSS stays level while the cache fills and empties.',
  }),
  'shared-memory': (context) => ({
    steps: [
      sharedNow(context),
      'Fix: bound a memory-backed volume (emptyDir.sizeLimit), write large files to a disk instead, and delete what is no longer read in /dev/shm and tmpfs mounts.',
      ...(context.leftInPod
        ? []
        : [
            'Shared memory of a fixed size (shared_buffers of PostgreSQL) fills up to it and stops: the limit must hold it.',
          ]),
    ],
    proof: `After the change container_memory_cache less active and inactive files is level.${context.urgency.kills > 0 ? ' The kills end.' : ''}`,
  }),
  'kernel-memory': ({ pod, urgency }) => ({
    steps: [
      isPressing(urgency) ? gainTime(urgency, countOpen(pod)) : `Now: ${countOpen(pod)}.`,
      'Fix: close connections and files that are no longer read; bound listen queues and socket buffers; unmount or prune directories with millions of entries.',
    ],
    proof: 'After the fix usage less RSS and files is level at the same traffic.',
  }),
  swap: ({ pod }) => ({
    steps: [
      `Now: find what ${pod} allocates: memory moves to swap, so RSS stays level while it grows.`,
      'Then: export the metrics of its runtime, so that the part that grows can be named.',
    ],
    proof: 'After the fix container_memory_swap is level at the same traffic.',
  }),
  'memory-kept': ({ words }) => words.kept ?? KEPT,
};

function pageCacheNow({ pod, urgency, cacheIsSeparate }: AdviceContext): string {
  if (urgency.kills > 0)
    return `Now: ${urgency.elsewhere === true ? 'read the kernel’s log of its machine (journalctl -k)' : `kubectl describe pod ${pod}`}: page cache is given back before a kill, so RSS or another part of the pod reached a limit.`;
  return cacheIsSeparate
    ? 'Now: nothing is urgent: the kernel gives page cache back before it kills. Alert on RSS, not on the working set.'
    : `Now: run df -t tmpfs in ${pod}: memory-backed files stay until they are deleted, page cache is given back before a kill, and no metric here separates the two.`;
}

/** What a restart would lose: which of them grows. */
function countOpen(pod: string): string {
  return `count open sockets and files of ${pod} (ss -s, ls /proc/<pid>/fd | wc -l) and read memory.stat of its cgroup (sock, slab and pagetables show which of them grows)`;
}

/** A kill that is nearer than this leaves no time to look only. */
const AT_ONCE: Milliseconds = 6 * HOUR;

function lookIn(pod: string): string {
  return `run df -t tmpfs in ${pod}, and grep RssShmem /proc/*/status: the first names a memory-backed volume that fills, the second a process with shared memory`;
}

/** Files in a memory-backed volume outlive the container that wrote them: what frees them is to delete them, or the pod. */
function sharedNow({ pod, urgency, leftInPod }: AdviceContext): string {
  if (urgency.kills > 0 && !urgency.alive)
    return `Now: ${lookIn('a pod that runs now')}. ${pod} is gone, and what stayed charged to it with it.`;
  if (leftInPod && isPressing(urgency))
    return `Now: delete the pod ${pod}, not only its container: pages of a memory-backed volume stay charged to the pod while it exists.`;
  const look = lookIn(pod);
  const left = urgency.nextKill === undefined ? undefined : urgency.nextKill.at - urgency.now;
  if (urgency.over !== undefined || left === undefined || left > AT_ONCE) return `Now: ${look}.`;
  const before = urgency.limit === undefined ? 'a kill' : `the limit of ${formatBytes(urgency.limit)}`;
  const free =
    urgency.elsewhere === true
      ? `delete the files there that nothing reads any longer, or restart the process whose memory it is`
      : `delete the files there that nothing reads any longer, or delete the pod ${pod} (a restart of its container frees nothing of such a volume)`;
  return `Now: ${look}. Then ${free}: about ${formatDuration(left)} are left before ${before}.`;
}
