import { otel, own } from '../candidate.ts';
import type { RuntimeMetrics } from '../runtime-metrics.ts';

/** prometheus_client exposes nothing of Python's heap: one gauge of what tracemalloc traces does. */
export const pythonMetrics: RuntimeMetrics = {
  signs: ['python_info', 'python_gc_objects_collected_total', 'python_gc_collections_total', 'cpython.gc.collections'],
  exporters: 'prometheus_client',
  prefix: 'python_',
  version: { metric: 'python_info', label: 'version' },
  names: {
    'live-heap': [own('python_tracemalloc_traced_bytes')],
    tracing: [own('python_tracemalloc_memory_bytes')],
    collections: [
      own('python_gc_collections_total', { reading: 'counter' }),
      otel('cpython.gc.collections', { reading: 'counter' }),
    ],
  },
};
