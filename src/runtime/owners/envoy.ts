import { own } from '../candidate.ts';
import type { MemoryOwner } from '../runtime-definition.ts';
import { allocatorCauses, allocatorMemory, NO_COLLECTOR } from './allocator.ts';
import { type OwnWords, ownerPlan, ownerWords } from './guide.ts';

const WORDS: OwnWords = {
  heap: 'the heap of Envoy',
  live: 'what Envoy has allocated',
  exposing: 'let Prometheus scrape /stats/prometheus of Envoy’s admin port (15090 in Istio’s proxies)',
  heapFix:
    'Fix: bound what grows with the configuration and with clients: clusters and listeners a proxy is sent (Istio’s Sidecar resource), statistics a route makes (stats_matcher), buffers of slow clients (per_connection_buffer_limit_bytes), and set an overload manager with a fixed_heap below the limit.',
  byHand:
    'Profile it by hand: POST /heapprofiler?enable=y at the admin port of a build with tcmalloc writes heap profiles, which leakbot diff compares; /memory and /clusters there show what it holds.',
  native: {
    native: {
      what: 'Wasm filters, stacks and mappings',
      fix: 'Fix: look at filters that bring a heap of their own (Wasm, Lua) and at the number of worker threads (--concurrency).',
      see: (pod) => `To see it, compare two readings of /proc/<pid>/smaps_rollup and smaps on ${pod}.`,
      proof: 'After the fix RSS minus envoy_server_memory_physical_size is level at the same traffic.',
    },
  },
  kept: {
    steps: [
      'Now: compare envoy_server_memory_physical_size with envoy_server_memory_allocated after a quiet hour: tcmalloc returns free pages slowly.',
      'Fix: set envoy.overload_actions.shrink_heap in the overload manager, which makes it give free pages back; a limit has to hold the peak.',
    ],
    proof: 'Afterwards envoy_server_memory_physical_size falls towards envoy_server_memory_allocated.',
  },
  slimmer: 'If memory must not rise, lower --concurrency, and send the proxy only the clusters that it needs.',
};

const MEMORY = allocatorMemory('Envoy', 'allocated by Envoy');

/**
 * Names and meanings: the statistics of the server in Envoy’s documents. `heap_size` is what tcmalloc reserved, pages that
 * it gave back among them; `physical_size` is without those. Not run here.
 */
export const envoy: MemoryOwner<'envoy'> = {
  name: 'envoy',
  metrics: {
    signs: ['envoy_server_memory_allocated', 'envoy_server_memory_heap_size', 'envoy_server_memory_physical_size'],
    exporters: 'Envoy’s own /stats/prometheus',
    ofProgram: true,
    resident: 'envoy_server_memory_physical_size',
    prefix: 'envoy_server_memory_',
    version: undefined,
    names: {
      'live-heap': [own('envoy_server_memory_allocated')],
      'heap-committed': [own('envoy_server_memory_physical_size'), own('envoy_server_memory_heap_size')],
    },
  },
  memory: MEMORY,
  causes: allocatorCauses,
  words: ownerWords(WORDS),
  collector: NO_COLLECTOR,
  plan: ownerPlan(WORDS, MEMORY),
};
