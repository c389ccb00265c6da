/** A runtime whose metrics are recognised and not read: what it says of its heap is quoted, nothing rests on it. */
export interface UnreadRuntime {
  /** As its users call it: `.NET`. */
  readonly name: string;
  /** The beginning of its metrics' names, as a reader knows them: `dotnet_*`. */
  readonly metrics: string;
  /** What it says of its heap, best first: each by itself shows the runtime. */
  readonly heap: readonly { readonly metric: string; readonly what: string; readonly unit: 'bytes' | 'count' }[];
  /** How its heap can be looked into, as a clause. */
  readonly see: string;
}

/** Names: prometheus-net, its DotNetRuntime and OpenTelemetry's instrumentation of .NET before and since version 9, Ruby's prometheus_exporter, prometheus.erl. */
export const UNREAD_RUNTIMES: readonly UnreadRuntime[] = [
  {
    name: '.NET',
    metrics: 'dotnet_*',
    heap: [
      { metric: 'dotnet_total_memory_bytes', what: 'managed heap', unit: 'bytes' },
      { metric: 'dotnet_gc_heap_size_bytes', what: 'managed heap', unit: 'bytes' },
      { metric: 'dotnet.gc.last_collection.heap.size', what: 'managed heap', unit: 'bytes' },
      { metric: 'process.runtime.dotnet.gc.heap.size', what: 'managed heap', unit: 'bytes' },
    ],
    see: 'collect two dumps with dotnet-gcdump and compare them; dotnet-stack report shows the threads',
  },
  {
    name: 'Ruby',
    metrics: 'ruby_*',
    heap: [{ metric: 'ruby_heap_live_slots', what: 'live objects', unit: 'count' }],
    see: 'compare two dumps of ObjectSpace.dump_all (heapy, or rbtrace on a running process)',
  },
  {
    name: 'Erlang',
    metrics: 'erlang_vm_*',
    heap: [{ metric: 'erlang_vm_memory_bytes_total', what: 'memory of the virtual machine', unit: 'bytes' }],
    see: 'list the largest processes with recon:proc_count(memory, 10), and binaries with recon:bin_leak(10)',
  },
];

/** The metrics by which they are recognised. */
export const UNREAD_SIGNS: readonly string[] = UNREAD_RUNTIMES.flatMap(({ heap }) => heap.map(({ metric }) => metric));

/** The runtime that metrics of these names belong to, where none that is read does. */
export function unreadRuntimeOf(names: ReadonlySet<string>): UnreadRuntime | undefined {
  return UNREAD_RUNTIMES.find(({ heap }) => heap.some(({ metric }) => names.has(metric)));
}
