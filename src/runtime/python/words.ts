import type { RuntimeWords } from '../runtime-words.ts';

const EXPOSING =
  'serve prometheus_client’s start_http_server() or make_asgi_app() on /metrics and let Prometheus scrape it';

export const pythonWords: RuntimeWords = {
  heap: 'Python’s objects',
  live: 'traced memory',
  heapOwns: 'what tracing and the allocator add',
  liveLine: 'traced memory (Python objects)',
  exposing: EXPOSING,
  exposingOtel: 'add opentelemetry-instrumentation-system-metrics to the instrumentations of the service',
  settings: {
    'live-heap':
      'start tracemalloc and expose a gauge python_tracemalloc_traced_bytes with tracemalloc.get_traced_memory()[0]; prometheus_client does not do it by itself',
  },
  heapFix(suspect) {
    switch (suspect?.habit) {
      case 'cache':
      case 'map':
        return `Fix: bound the ${suspect.habit} (functools.lru_cache with maxsize, cachetools.TTLCache) instead of a dict that only grows.`;
      case 'buffer':
        return 'Fix: bound the list or queue (collections.deque with maxlen), and drain it on every path.';
      case 'subscription':
        return 'Fix: disconnect the handler when its owner goes away, or hold it by weakref.';
      case undefined:
        return 'Fix: find what still refers to these allocations: module-level containers, default arguments and closures are the usual holders; gc.get_referrers and objgraph show the chain.';
    }
  },
  countFix: () => 'Fix: join threads and close connections with the work that opened them.',
  threadFix: () =>
    'Fix: join threads, and shut down every executor, with the work that started them; one ThreadPoolExecutor for the whole process bounds their number.',
  saving: { threads: (pod) => `save the stacks of ${pod} (py-spy dump --pid <pid>)` },
  native: () => ({
    what: 'C extensions or the allocator',
    fix: 'Fix: close what C extensions (image, numeric and database libraries) opened; where many threads allocate, try MALLOC_ARENA_MAX=2 against glibc’s arenas. A comparison of Python allocations does not show it.',
    see: (pod) =>
      `To see it, run ${pod} under memray with --native (manifest/python makes stacks of its captures that leakbot diff compares), or compare two readings of /proc/<pid>/smaps_rollup.`,
    proof: 'After the fix RSS minus traced memory is level.',
  }),
  // Python has no collector that would respect a limit.
  heapSetting: () => undefined,
  slimmer:
    'If memory must not rise, reduce what the service keeps at rest: smaller caches, fewer workers, imports only where they are used.',
  burst: ({ name, value }) => `${name}=${value} bounds a burst.`,
  outgrows: 'The heap is allowed to outgrow the limit',
  collectorFix: () => ({
    steps: [
      'Now: run gc.collect() between large jobs and check gc.get_threshold(): a collector that is off keeps cycles.',
    ],
    proof: 'After the change traced memory is level.',
  }),
};
