import { FLOOR, is, type LabelMatcher, like, otel, own } from '../candidate.ts';
import type { RuntimeMetrics } from '../runtime-metrics.ts';

const HEAP = [is('area', 'heap')];
/** The same in OpenTelemetry's conventions. */
const OTEL_HEAP = { matchers: [is('jvm_memory_type', 'heap')], parts: 'jvm_memory_pool_name' };
const otelPool = (pools: string) => ({
  matchers: [like('jvm_memory_pool_name', pools)],
  parts: 'jvm_memory_pool_name',
});
/** The pools of what lives long, whatever the collector calls them; the young ones are empty after a collection. */
const OLD = '.*(Old|Tenured|ZHeap|Shenandoah).*';
/**
 * Pools of which each may take all of the heap (OpenJDK's zServiceability.cpp and shenandoahMemoryPool.cpp): the largest
 * bound of them is that of the heap, not their sum.
 */
const WHOLE_EACH = '(ZGC|ZHeap|Shenandoah).*';
const METASPACE = 'Metaspace';
/** One pool, or several segments since JDK 9: `CodeHeap 'profiled nmethods'`. */
const CODE = 'CodeCache|Code Cache|CodeHeap.*';

/** The largest size of pools of the heap, as each exporter reports it: their sum, or that of one of them. */
function boundsOf({ pools, parts }: { readonly pools: string; readonly parts: boolean }) {
  const by = (label: string, metric: string, more: readonly LabelMatcher[] = []) =>
    own(metric, { matchers: [...more, like(label, pools)], ...(parts ? { parts: label } : {}) });
  return [
    by('id', 'jvm_memory_max_bytes', HEAP),
    by('pool', 'jvm_memory_pool_max_bytes'),
    by('pool', 'jvm_memory_pool_bytes_max'),
    by('jvm_memory_pool_name', 'jvm.memory.limit', OTEL_HEAP.matchers),
  ];
}

/**
 * Four dialects. Micrometer names every pool of an area by `id`; client_java 1.x reports the area as a whole and the
 * pools apart from it; simpleclient and jmx_exporter before 1.0 have `bytes` before the noun. Adding up by `id` reads
 * all of them: where the label is missing there is nothing to add. OpenTelemetry's agent names type and pool apart.
 */
export const jvmMetrics: RuntimeMetrics = {
  signs: [
    'jvm_memory_used_bytes',
    'jvm_threads_live_threads',
    'jvm_threads_current',
    'jvm_memory_bytes_used',
    'jvm.memory.used',
    'jvm.thread.count',
  ],
  exporters: 'Micrometer or client_java',
  prefix: 'jvm_',
  tooFine: /^jvm_classes_/,
  taken: {
    said: 'committed by the JVM',
    without: 'thread stacks and native libraries',
    sums: [
      [
        own('jvm_memory_committed_bytes', { parts: ['area', 'id'] }),
        own('jvm_buffer_memory_used_bytes', { matchers: [is('id', 'direct')], parts: 'id' }),
        own('jvm_buffer_pool_used_bytes', { matchers: [is('pool', 'direct')], parts: 'pool' }),
      ],
      [
        own('jvm_memory_bytes_committed', { parts: 'area' }),
        own('jvm_buffer_pool_used_bytes', { matchers: [is('pool', 'direct')], parts: 'pool' }),
      ],
      [
        otel('jvm.memory.committed', { parts: ['jvm_memory_type', 'jvm_memory_pool_name'] }),
        otel('jvm.buffer.memory.used', {
          matchers: [is('jvm_buffer_pool_name', 'direct')],
          parts: 'jvm_buffer_pool_name',
        }),
      ],
    ],
  },
  // Files of the class library are linked nowhere.
  version: undefined,
  names: {
    threads: [
      own('jvm_threads_live_threads'),
      own('jvm_threads_current'),
      otel('jvm.thread.count', { parts: ['jvm_thread_daemon', 'jvm_thread_state'] }),
    ],
    'live-heap': [
      // Both are 0 until the old generation was collected once.
      own('jvm_gc_live_data_size_bytes', { zeroIsUnknown: true }),
      own('jvm_memory_pool_collection_used_bytes', {
        matchers: [like('pool', OLD)],
        parts: 'pool',
        zeroIsUnknown: true,
      }),
      otel('jvm.memory.used_after_last_gc', { ...otelPool(OLD), zeroIsUnknown: true }),
      own('jvm_memory_used_bytes', { ...FLOOR, matchers: HEAP, parts: 'id' }),
      own('jvm_memory_bytes_used', { ...FLOOR, matchers: HEAP }),
      otel('jvm.memory.used', { ...FLOOR, ...OTEL_HEAP }),
    ],
    collections: [
      own('jvm_gc_pause_seconds_count', { reading: 'counter' }),
      own('jvm_gc_collection_seconds_count', { reading: 'counter' }),
      own('jvm_gc_duration_seconds_count', { reading: 'counter' }),
      otel('jvm.gc.duration_count', { reading: 'counter' }),
    ],
    'collected-heap': [
      own('jvm_gc_live_data_size_bytes'),
      own('jvm_memory_pool_collection_used_bytes', { matchers: [like('pool', OLD)], parts: 'pool' }),
      otel('jvm.memory.used_after_last_gc', otelPool(OLD)),
    ],
    'heap-used': [
      own('jvm_memory_used_bytes', { matchers: HEAP, parts: 'id' }),
      own('jvm_memory_bytes_used', { matchers: HEAP }),
      otel('jvm.memory.used', OTEL_HEAP),
    ],
    'heap-committed': [
      own('jvm_memory_committed_bytes', { matchers: HEAP, parts: 'id' }),
      own('jvm_memory_bytes_committed', { matchers: HEAP }),
      otel('jvm.memory.committed', OTEL_HEAP),
    ],
    'heap-max': [
      own('jvm_memory_max_bytes', { matchers: [...HEAP, like('id', WHOLE_EACH)] }),
      otel('jvm.memory.limit', { matchers: [is('jvm_memory_type', 'heap'), like('jvm_memory_pool_name', WHOLE_EACH)] }),
      // A pool without a bound of its own says −1, which in a sum of bytes is nothing.
      own('jvm_memory_max_bytes', { matchers: HEAP, parts: 'id' }),
      own('jvm_memory_bytes_max', { matchers: HEAP }),
      otel('jvm.memory.limit', OTEL_HEAP),
    ],
    'live-max': [
      own('jvm_gc_max_data_size_bytes'),
      ...boundsOf({ pools: WHOLE_EACH, parts: false }),
      ...boundsOf({ pools: OLD, parts: true }),
    ],
    // Each loader has chunks of its own, which it does not fill: what is resident is what was committed.
    metaspace: [
      own('jvm_memory_committed_bytes', { matchers: [is('id', METASPACE)] }),
      own('jvm_memory_pool_committed_bytes', { matchers: [is('pool', METASPACE)] }),
      own('jvm_memory_pool_bytes_committed', { matchers: [is('pool', METASPACE)] }),
      otel('jvm.memory.committed', otelPool(METASPACE)),
      own('jvm_memory_used_bytes', { matchers: [is('id', METASPACE)] }),
      own('jvm_memory_pool_used_bytes', { matchers: [is('pool', METASPACE)] }),
      own('jvm_memory_pool_bytes_used', { matchers: [is('pool', METASPACE)] }),
      otel('jvm.memory.used', otelPool(METASPACE)),
    ],
    // Each segment commits 2.5 MiB at its start, of which it touched a half: what is resident is what is used.
    'code-cache': [
      own('jvm_memory_used_bytes', { matchers: [like('id', CODE)], parts: 'id' }),
      own('jvm_memory_pool_used_bytes', { matchers: [like('pool', CODE)], parts: 'pool' }),
      own('jvm_memory_pool_bytes_used', { matchers: [like('pool', CODE)], parts: 'pool' }),
      otel('jvm.memory.used', otelPool(CODE)),
    ],
    // Mapped buffers are pages of files: the kernel takes them back.
    buffers: [
      own('jvm_buffer_memory_used_bytes', { matchers: [is('id', 'direct')] }),
      own('jvm_buffer_pool_used_bytes', { matchers: [is('pool', 'direct')] }),
      otel('jvm.buffer.memory.used', { matchers: [is('jvm_buffer_pool_name', 'direct')] }),
    ],
  },
};
