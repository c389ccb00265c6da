import { type Bytes, MiB } from '../../measurement/bytes.ts';
import { type HeapSetting, type NativeWords, type RuntimeWords, threadNames } from '../runtime-words.ts';

const EXPOSING =
  'call collectDefaultMetrics() of prom-client, serve its register on /metrics and let Prometheus scrape it';

/** Room beside the heap for buffers, code and threads. */
const BESIDE = 1.25;
/** Without figures a quarter of the container is left to what is not heap. */
const USUAL_SHARE = 0.75;
/** Share of the container. A heap with less would not run. */
const LEAST_SHARE = 0.25;

function maxOldSpace(limit: Bytes, outside: Bytes | undefined): HeapSetting {
  const share = outside === undefined ? USUAL_SHARE : Math.min(USUAL_SHARE, 1 - (outside * BESIDE) / limit);
  const mebibytes = Math.floor((limit * Math.max(LEAST_SHARE, share)) / MiB);
  return { name: '--max-old-space-size', value: `${mebibytes}`, said: `${mebibytes}` };
}

const BUFFERS: NativeWords = {
  what: 'buffers',
  fix: 'Fix: release Buffers and ArrayBuffers that are kept (a small slice keeps its whole pool), and consume or destroy every stream. Heap profiles do not show it.',
  see: (pod) =>
    `To see it, compare process.memoryUsage() over time (external, arrayBuffers) on ${pod}. Heap profiles have all of it in one sum, (external), and no line; two heap snapshots (v8.writeHeapSnapshot) show what retains the ArrayBuffers.`,
  proof: 'After the fix external memory and RSS are level at the same traffic.',
};

const NATIVE: NativeWords = {
  what: 'addons, worker threads or native code',
  fix: 'Fix: bound worker threads, and close what native addons (images, compression, databases) opened. Heap profiles do not show it.',
  see: (pod) =>
    `To see it, run ${pod} with LD_PRELOAD of jemalloc, whose profiler shows native allocations and whose arenas fragment less than glibc’s.`,
  proof: 'After the fix RSS minus what Node accounts for is level at the same traffic.',
};

export const nodeWords: RuntimeWords = {
  heap: 'the V8 heap',
  live: 'the live heap',
  heapOwns: 'the room that its collector needs',
  exposing: EXPOSING,
  exposingOtel:
    'add @opentelemetry/instrumentation-runtime-node and, for the memory of the process, @opentelemetry/host-metrics to the instrumentations of the service',
  settings: {
    'heap-max':
      'expose a gauge nodejs_heap_size_limit_bytes with v8.getHeapStatistics().heap_size_limit: no client does it by itself',
  },
  heapFix(suspect) {
    switch (suspect?.habit) {
      case 'cache':
      case 'map':
        return `Fix: bound the ${suspect.habit} (lru-cache with max or ttl instead of a Map that only grows), or key it by a WeakMap.`;
      case 'buffer':
        return 'Fix: bound the array or queue, and drain it on every path.';
      case 'subscription':
        return 'Fix: remove the listener (off, removeListener, AbortSignal) when its owner goes away: a listener keeps its whole closure.';
      case undefined:
        return 'Fix: find what still refers to these allocations: module-level collections, closures in timers and listeners are the usual holders. Two heap snapshots (v8.writeHeapSnapshot) compared by retainers show it.';
    }
  },
  countFix: () =>
    'Fix: close sockets, timers and listeners with the request that opened them; process.getActiveResourcesInfo() and nodejs_active_resources{type} name the kind that multiplied.',
  threadFix: () =>
    'Fix: bound the pool of worker threads, and await worker.terminate() with the work that each was started for; count them in a gauge where they are started: no client does.',
  threadHolds:
    'Each worker thread is a V8 isolate with a heap of its own, which nodejs_heap_* of the main thread does not count: what it holds is there, and not in the live heap above.',
  saving: { threads: threadNames },
  native: (grew) => (grew === 'buffers' ? BUFFERS : NATIVE),
  heapSetting: maxOldSpace,
  slimmer: 'If memory must not rise, reduce what the service keeps at rest: smaller caches, fewer worker threads.',
  burst: ({ name, value }) => `${name}=${value} makes V8 collect before the limit is met when a burst begins.`,
  outgrows: 'The heap is allowed to outgrow the limit',
  collectorFix: (setting) => ({
    steps: [
      `Now: start Node with ${setting === undefined ? '--max-old-space-size' : `${setting.name}=${setting.value}`} (in NODE_OPTIONS): V8 then collects harder before the limit instead of growing past it.`,
    ],
    proof: 'After the change the heap levels off below its bound at the same traffic.',
  }),
};
