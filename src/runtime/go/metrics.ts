import { FLOOR, is, otel, own } from '../candidate.ts';
import type { RuntimeMetrics } from '../runtime-metrics.ts';

/** client_golang's collectors. `go_gc_heap_live_bytes` is opt-in; the `go_memstats_*` family is not. */
export const goMetrics: RuntimeMetrics = {
  signs: ['go_goroutines', 'go_info', 'go_memstats_alloc_bytes', 'go.goroutine.count', 'go.memory.used'],
  exporters: 'client_golang',
  prefix: 'go_',
  tooFine: /^go_(sched|sync|cpu|godebug)_/,
  taken: {
    said: 'taken of the system by the Go runtime',
    without: 'what C code allocates',
    sums: [[own('go_memstats_sys_bytes')], [otel('go.memory.used', { parts: 'go_memory_type' })]],
  },
  version: { metric: 'go_info', label: 'version' },
  names: {
    goroutines: [own('go_goroutines'), otel('go.goroutine.count')],
    'live-heap': [
      own('go_gc_heap_live_bytes'),
      own('go_memstats_alloc_bytes', FLOOR),
      own('go_memstats_heap_alloc_bytes', FLOOR),
      // All that the runtime holds but stacks: OpenTelemetry has no metric of the heap alone.
      otel('go.memory.used', { ...FLOOR, matchers: [is('go_memory_type', 'other')] }),
    ],
    'heap-inuse': [
      own('go_memstats_heap_inuse_bytes'),
      // With what is idle and not returned: what lies above the live heap is garbage, or room, or both.
      otel('go.memory.used', { matchers: [is('go_memory_type', 'other')] }),
    ],
    'heap-idle': [own('go_memstats_heap_idle_bytes')],
    'heap-released': [own('go_memstats_heap_released_bytes')],
    stacks: [
      own('go_memstats_stack_inuse_bytes'),
      otel('go.memory.used', { matchers: [is('go_memory_type', 'stack')] }),
    ],
    'runtime-sys': [own('go_memstats_sys_bytes')],
    collections: [own('go_gc_duration_seconds_count', { reading: 'counter' })],
    'last-collection': [own('go_memstats_last_gc_time_seconds', { reading: 'seconds' })],
    'next-collection': [own('go_memstats_next_gc_bytes'), otel('go.memory.gc.goal')],
    gogc: [own('go_gc_gogc_percent'), otel('go.config.gogc')],
    gomemlimit: [own('go_gc_gomemlimit_bytes'), otel('go.memory.limit')],
  },
  // The terms are those of the documentation of runtime.MemStats.
};
