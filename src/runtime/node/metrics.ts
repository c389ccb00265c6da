import { FLOOR, is, otel, own } from '../candidate.ts';
import type { RuntimeMetrics } from '../runtime-metrics.ts';

const SPACES = { parts: 'v8js_heap_space_name' };

/** prom-client's default metrics, and OpenTelemetry's of V8; no client exposes the limit of V8's heap, but the service may. */
export const nodeMetrics: RuntimeMetrics = {
  signs: ['nodejs_heap_size_used_bytes', 'nodejs_version_info', 'nodejs_active_handles_total', 'v8js.memory.heap.used'],
  exporters: 'prom-client',
  prefix: 'nodejs_',
  taken: {
    said: 'taken by V8 for its heap, and its external memory',
    without: 'native libraries and thread stacks',
    sums: [
      [own('nodejs_heap_size_total_bytes'), own('nodejs_external_memory_bytes')],
      [own('nodejs_heap_space_size_total_bytes', { parts: 'space' }), own('nodejs_external_memory_bytes')],
      [otel('v8js.memory.heap.space.size', SPACES)],
      // It is the size of each space as it stands, whatever the name says.
      [otel('v8js.memory.heap.limit', SPACES)],
    ],
  },
  version: { metric: 'nodejs_version_info', label: 'version' },
  names: {
    // Resources are handles and also timers and requests under way: what leaks one leaks the other.
    handles: [
      own('nodejs_active_resources_total'),
      own('nodejs_active_handles_total'),
      otel('v8js.resource.active', { parts: 'v8js_resource_type' }),
    ],
    'live-heap': [
      own('nodejs_heap_size_used_bytes', FLOOR),
      own('nodejs_heap_space_size_used_bytes', { ...FLOOR, parts: 'space' }),
      otel('v8js.memory.heap.used', { ...FLOOR, ...SPACES }),
    ],
    'heap-used': [
      own('nodejs_heap_size_used_bytes'),
      own('nodejs_heap_space_size_used_bytes', { parts: 'space' }),
      otel('v8js.memory.heap.used', SPACES),
    ],
    'heap-committed': [
      own('nodejs_heap_size_total_bytes'),
      own('nodejs_heap_space_size_total_bytes', { parts: 'space' }),
      // It is the size of each space as it stands, whatever the name says.
      otel('v8js.memory.heap.limit', SPACES),
      // Its name since instrumentation-runtime-node 0.36.
      otel('v8js.memory.heap.space.size', SPACES),
    ],
    // A minor collection frees the young generation alone: only a major one shows what of the rest lives.
    collections: [
      own('nodejs_gc_duration_seconds_count', { reading: 'counter', matchers: [is('kind', 'major')] }),
      otel('v8js.gc.duration_count', { reading: 'counter', matchers: [is('v8js_gc_type', 'major')] }),
    ],
    'heap-max': [own('nodejs_heap_size_limit_bytes')],
    // process.memoryUsage().external includes the array buffers.
    buffers: [own('nodejs_external_memory_bytes')],
  },
};
