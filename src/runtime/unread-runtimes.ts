/** A runtime whose metrics are recognised and not read: what it says of its heap is quoted, nothing rests on it. */
export interface UnreadRuntime {
  /** As its users call it: `Ruby`. */
  readonly name: string;
  /** The beginning of its metrics' names, as a reader knows them: `ruby_*`. */
  readonly metrics: string;
  /** What it counts in its heap, best first: each by itself shows the runtime. */
  readonly heap: readonly { readonly metric: string; readonly what: string }[];
  /** How its heap can be looked into, as a clause. */
  readonly see: string;
}

/**
 * The name is that of the gem prometheus_exporter. Ruby counts slots: most of what its objects hold lies outside them, so
 * that no number of bytes can be split off.
 */
export const UNREAD_RUNTIMES: readonly UnreadRuntime[] = [
  {
    name: 'Ruby',
    metrics: 'ruby_*',
    heap: [{ metric: 'ruby_heap_live_slots', what: 'live objects' }],
    see: 'compare two dumps of ObjectSpace.dump_all (heapy, or rbtrace on a running process)',
  },
];

/** The metrics by which they are recognised. */
export const UNREAD_SIGNS: readonly string[] = UNREAD_RUNTIMES.flatMap(({ heap }) => heap.map(({ metric }) => metric));

/** The runtime that metrics of these names belong to, where none that is read does. */
export function unreadRuntimeOf(names: ReadonlySet<string>): UnreadRuntime | undefined {
  return UNREAD_RUNTIMES.find(({ heap }) => heap.some(({ metric }) => names.has(metric)));
}
