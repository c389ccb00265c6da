import { type Bytes, formatBytes, MiB } from '../../measurement/bytes.ts';
import type { HeapSetting, NativeWords, RuntimeWords } from '../runtime-words.ts';
import type { Suspect } from '../suspect.ts';

/** The share of the limit that the collector may plan for; the rest is for what it does not see. */
const GOMEMLIMIT_SHARE = 0.9;

/** GOMEMLIMIT for a container limit, in bytes. */
export function gomemlimitFor(limit: Bytes): Bytes {
  return Math.floor((limit * GOMEMLIMIT_SHARE) / MiB) * MiB;
}

function gomemlimit(limit: Bytes): HeapSetting {
  const bytes = gomemlimitFor(limit);
  return { name: 'GOMEMLIMIT', value: `${Math.round(bytes / MiB)}MiB`, said: formatBytes(bytes) };
}

const EXPOSING =
  'serve promhttp.Handler() (github.com/prometheus/client_golang) on /metrics and let Prometheus scrape it';

const NATIVE: NativeWords = {
  what: 'cgo, mmap or native code',
  fix: 'Fix: free what cgo allocates (every C.malloc and C.CString), unmap what is mapped, and bound off-heap caches. A comparison of heap profiles does not show them.',
  see: (pod) =>
    `To see it, compare two readings of /proc/<pid>/smaps_rollup and smaps on ${pod}, or run it with a native heap profiler (jemalloc with prof:true, or bcc memleak).`,
  proof: 'After the fix RSS minus what Go accounts for (the unexplained part) is level.',
};

const RUNTIME: NativeWords = {
  what: 'tables of Go’s runtime',
  fix: 'Fix: find what makes the runtime’s own tables grow: many small spans of a fragmented heap, or ever new stacks under profiling (runtime.MemProfileRate).',
  see: (pod) =>
    `To see it, compare go_memstats_mspan_sys_bytes, _buck_hash_, _gc_ and _other_sys_bytes of ${pod} over time.`,
  proof: 'After the fix the tables of the runtime are level at the same traffic.',
};

export const goWords: RuntimeWords = {
  heap: 'the Go heap',
  live: 'the live heap',
  heapOwns: 'the room that its collector needs',
  exposing: EXPOSING,
  exposingOtel:
    'start the Go runtime’s instrumentation of OpenTelemetry (runtime.Start of go.opentelemetry.io/contrib/instrumentation/runtime)',
  settings: {
    'live-heap': `${EXPOSING}; for the exact figure register collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(collectors.MetricsGC))`,
    gomemlimit: 'update client_golang to 1.20 or later, which exposes it without a setting',
  },
  exactHeap: 'go_gc_heap_live_bytes',
  heapFix,
  countFix,
  countHabit: ({ name }) => (HTTP_CONNECTION.test(name) ? 'response bodies that are not closed' : undefined),
  threadFix: () =>
    'Fix: bound what blocks an OS thread (cgo calls, system calls on slow files) with a semaphore, and end each goroutine that called runtime.LockOSThread.',
  saving: {
    heap: (pod) => `save a heap profile of ${pod} (/debug/pprof/heap)`,
    count: (pod) => `save the stacks of ${pod} (/debug/pprof/goroutine?debug=2)`,
    threads: (pod) =>
      `save the stacks of ${pod} (/debug/pprof/threadcreate?debug=1 and /debug/pprof/goroutine?debug=2)`,
  },
  native: (grew) => (grew === 'runtime' ? RUNTIME : NATIVE),
  heapSetting: gomemlimit,
  kept: {
    steps: [
      'Now: set transparent huge pages to madvise on its machine (/sys/kernel/mm/transparent_hugepage/enabled), or run one pod with GODEBUG=madvdontneed=1, and compare.',
      'Fix: bound the peak that took the memory (batch size, concurrency); what is taken once is returned late.',
    ],
    proof: 'With the setting RSS falls after the heap does.',
  },
  slimmer:
    'If memory must not rise, reduce what the service keeps at rest instead: GOGC below 100 trades CPU for memory.',
  burst: ({ name, value }) => `${name}=${value} lets the collector help when a burst begins.`,
  outgrows: 'The garbage collector is set to outgrow the limit',
  collectorFix: (setting, fault) =>
    fault?.kind === 'starves'
      ? {
          steps: [
            `Now: raise GOMEMLIMIT to ${setting?.value ?? 'about 90 % of the limit'}: below what is live it only burns processor time and frees nothing.`,
            'If the limit itself leaves no room above the live heap, raise the limit first.',
          ],
          proof: 'After the change collections become rare, processor time falls, and RSS stays below the limit.',
        }
      : {
          steps: [
            `Now: set GOMEMLIMIT to ${setting?.value ?? 'about 90 % of the limit'} and GOGC to 100: the collector then works harder near the limit instead of growing past it.`,
          ],
          proof: 'After the change garbage and idle spans shrink as RSS nears GOMEMLIMIT.',
        },
};

function heapFix(suspect: Suspect | undefined): string {
  switch (suspect?.habit) {
    case 'cache':
    case 'map':
      return `Fix: bound the ${suspect.habit} (size or TTL) and delete entries when they expire.`;
    case 'buffer':
      return 'Fix: bound the buffer, or write it out and truncate it; a slice that is appended to and resliced keeps its whole array.';
    case 'subscription':
      return 'Fix: remove the listener or subscription when its owner goes away.';
    case undefined:
      return 'Fix: find what still refers to these allocations and let go of it when the work that made them ends.';
  }
}

/** The two goroutines of an HTTP connection live until the body of its response was read to the end and closed. */
const HTTP_CONNECTION = /http2?\.\(\*(persistConn|ClientConn|http2ClientConn)\)\.(read|write)Loop/;

function countFix(suspect: Suspect | undefined): string {
  if (suspect !== undefined && HTTP_CONNECTION.test(suspect.name))
    return 'Fix: close the body of every HTTP response, on every path (defer resp.Body.Close()), and read it to the end: an open body keeps its connection, its buffers and two goroutines.';
  switch (suspect?.blockedOn) {
    case 'a channel send':
      return 'Fix: let the sender give up: select on ctx.Done() beside the send, or give the channel a buffer of one when there may be no reader.';
    case 'a channel receive':
      return 'Fix: close the channel when the last sender is done, or select on ctx.Done() beside the receive.';
    case 'a select':
      return 'Fix: cancel the context that the select waits for when the work ends.';
    case 'a lock':
      return 'Fix: find who holds the lock (goroutine?debug=2 shows the wait times) and release it on every path.';
    case 'the network':
      return 'Fix: set timeouts and close bodies and connections on every path; a client without a timeout waits forever.';
    case 'a sleep':
    case undefined:
      return 'Fix: give each goroutine a way to end: a context that is cancelled, a closed channel or a timeout.';
  }
}
