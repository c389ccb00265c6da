/**
 * What Leakbot wants to know, whatever the metric is called, each with the name by which a report says that it is missing;
 * undefined for what is only nice to have. A heap is the collected heap of the runtime at hand.
 */
const QUANTITIES = {
  rss: 'memory of the pods',
  'working-set': 'the working set, and with it page cache',
  /** All memory charged to the container. */
  usage: undefined,
  /** Every page of a file, tmpfs and shared memory among them. */
  'page-cache': 'how much of the memory are files',
  /** Pages of files that were read again lately: the kernel takes them back last. */
  'active-file': undefined,
  /** Pages moved to a swap device: charged beside the working set. */
  swap: undefined,
  /** Kernel memory by itself; cgroup v2 always reports 0. */
  kernel: undefined,
  /** Threads, processes and sockets of the whole container, whatever runs in it. */
  'container-threads': 'the number of threads',
  processes: undefined,
  sockets: undefined,
  /** Kills for memory of any process in the container, its main process or not. */
  'oom-events': undefined,
  /** What the whole pod is charged, earlier containers and memory-backed volumes included. */
  'pod-usage': undefined,
  'pod-working-set': undefined,
  /** Resident memory as the process reports it: shows whose the metrics beside it are. */
  'process-rss': undefined,
  'memory-limit': 'the memory limit',
  /** The limit that the kernel enforces: changes when a resize is carried out, not when it is asked for. */
  'limit-in-force': undefined,
  restarts: 'the restart count',
  'terminated-reason': 'why containers ended',
  'last-terminated': undefined,
  /** Why containers ended, whatever the reason: the label `reason` names it. */
  'end-reason': undefined,
  'exit-code': undefined,
  /** Why a container does not run now: `CrashLoopBackOff`. */
  'waiting-reason': undefined,
  'start-time': 'when containers started',
  requests: 'the traffic',
  goroutines: 'the goroutine count',
  threads: 'the thread count',
  handles: 'the number of active handles',
  /** What survives a collection. */
  'live-heap': 'the live heap',
  /** What the last collections of what lives long left; 0 before the first one. */
  'collected-heap': 'what collections leave of the heap',
  /** Objects and the garbage among them. */
  'heap-used': 'how much of the heap is in use',
  /** What the runtime has taken from the system for its heap. */
  'heap-committed': 'what the heap has taken from the system',
  /** How far the heap may grow. */
  'heap-max': 'how far the heap may grow',
  /** Free space between objects, which no new object fits into or has filled yet. */
  'heap-free': undefined,
  /** How much a program lets its data take; 0 where it sets no bound. */
  'data-max': undefined,
  /** Reported only where a program drops any of its data, and not only some, rather than pass that bound. */
  evicts: undefined,
  /** How much of it what survives collections may take: less where what is young has room of its own. */
  'live-max': undefined,
  'heap-inuse': 'heap spans in use',
  'heap-idle': 'idle heap spans',
  'heap-released': 'heap returned to the system',
  stacks: 'stack memory',
  'runtime-sys': 'memory of the runtime',
  /** The heap size at which the next collection is due. */
  'next-collection': undefined,
  metaspace: 'metaspace',
  'code-cache': 'compiled code',
  /** Memory of buffers that the heap only refers to: direct buffers, array buffers. */
  buffers: 'memory of buffers outside the heap',
  /** Tables in memory that no collector looks at. */
  tables: undefined,
  /** What the tracer of allocations keeps for itself. */
  tracing: undefined,
  collections: undefined,
  'last-collection': undefined,
  gogc: undefined,
  gomemlimit: 'GOMEMLIMIT',
} as const satisfies Readonly<Record<string, string | undefined>>;

export type Quantity = keyof typeof QUANTITIES;

/** `the goroutine count`: what a report calls a quantity that is missing; undefined where it need not say so. */
export function nameWhenMissing(quantity: Quantity): string | undefined {
  return QUANTITIES[quantity];
}
