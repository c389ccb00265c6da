import { type Bytes, MiB } from '../../../src/measurement/bytes.ts';
import type { Seconds } from '../law.ts';
import { exposeProcess } from './process-metrics.ts';
import type { Expose } from './program.ts';

/** Micrometer 1.x, Prometheus client_java 1.x, or no endpoint. */
export type JvmMetricSet = 'micrometer' | 'client_java' | 'none';

export interface JvmState {
  readonly start: Seconds;
  readonly now: Seconds;
  eden: Bytes;
  survivor: Bytes;
  old: Bytes;
  committed: Bytes;
  /** The old generation after it was last collected; 0 before. */
  liveData: Bytes;
  metaspace: Bytes;
  code: Bytes;
  direct: Bytes;
  threads: number;
  youngCollections: number;
  oldCollections: number;
  resident: Bytes;
}

export function exposeJvm(
  put: Expose,
  plan: { readonly metrics: JvmMetricSet; readonly most: Bytes },
  state: JvmState,
): void {
  if (plan.metrics === 'micrometer') micrometer(put, plan.most, state);
  if (plan.metrics === 'client_java') clientJava(put, plan.most, state);
}

interface Pool {
  readonly area: 'heap' | 'nonheap';
  readonly name: string;
  readonly used: Bytes;
  readonly committed: Bytes;
  readonly most: Bytes;
}

/** Compressed Class Space lies within Metaspace's figure (measured with Java 17). */
function poolsOf(state: JvmState, most: Bytes): readonly Pool[] {
  const nonheap = (name: string, used: Bytes, bound = -1): Pool => ({
    area: 'nonheap',
    name,
    used,
    committed: used * 1.02,
    most: bound,
  });
  const young = Math.max(state.eden, state.committed - state.old - state.survivor - 2 * MiB);
  return [
    { area: 'heap', name: 'G1 Eden Space', used: state.eden, committed: young, most: -1 },
    { area: 'heap', name: 'G1 Survivor Space', used: state.survivor, committed: state.survivor, most: -1 },
    { area: 'heap', name: 'G1 Old Gen', used: state.old, committed: state.committed - young - state.survivor, most },
    nonheap('Metaspace', state.metaspace),
    nonheap('Compressed Class Space', state.metaspace * 0.12, 1024 * MiB),
    nonheap("CodeHeap 'profiled nmethods'", state.code * 0.6, 117 * MiB),
    nonheap("CodeHeap 'non-profiled nmethods'", state.code * 0.35, 117 * MiB),
    nonheap("CodeHeap 'non-nmethods'", state.code * 0.05, 5.6 * MiB),
  ];
}

/** Micrometer has no resident size of the process. */
function micrometer(put: Expose, most: Bytes, state: JvmState): void {
  for (const { area, name, ...pool } of poolsOf(state, most)) {
    const labels = { area, id: name };
    put('jvm_memory_used_bytes', pool.used, labels);
    put('jvm_memory_committed_bytes', pool.committed, labels);
    put('jvm_memory_max_bytes', pool.most, labels);
  }
  put('jvm_gc_live_data_size_bytes', state.liveData);
  put('jvm_gc_max_data_size_bytes', most);
  put('jvm_gc_pause_seconds_count', state.youngCollections, {
    action: 'end of minor GC',
    cause: 'G1 Evacuation Pause',
    gc: 'G1 Young Generation',
  });
  if (state.oldCollections > 0)
    put('jvm_gc_concurrent_phase_time_seconds_count', state.oldCollections, {
      action: 'end of concurrent GC pause',
      cause: 'No GC',
      gc: 'G1 Concurrent GC',
    });
  put('jvm_threads_live_threads', state.threads);
  put('jvm_threads_daemon_threads', state.threads - 4);
  put('jvm_threads_peak_threads', state.threads);
  put('jvm_classes_loaded_classes', Math.round(state.metaspace / 6500));
  put('jvm_buffer_memory_used_bytes', state.direct, { id: 'direct' });
  put('jvm_buffer_memory_used_bytes', 0, { id: 'mapped' });
  put('process_start_time_seconds', state.start);
  put('process_uptime_seconds', state.now - state.start);
  put('process_files_open_files', 60);
}

function clientJava(put: Expose, most: Bytes, state: JvmState): void {
  const pools = poolsOf(state, most);
  for (const area of ['heap', 'nonheap'] as const) {
    const own = pools.filter((pool) => pool.area === area && pool.name !== 'Compressed Class Space');
    put(
      'jvm_memory_used_bytes',
      own.reduce((total, { used }) => total + used, 0),
      { area },
    );
    put(
      'jvm_memory_committed_bytes',
      own.reduce((total, { committed }) => total + committed, 0),
      { area },
    );
    put('jvm_memory_max_bytes', area === 'heap' ? most : -1, { area });
  }
  for (const { name, used, committed, most: bound } of pools) {
    put('jvm_memory_pool_used_bytes', used, { pool: name });
    put('jvm_memory_pool_committed_bytes', committed, { pool: name });
    put('jvm_memory_pool_max_bytes', bound, { pool: name });
  }
  put('jvm_memory_pool_collection_used_bytes', 0, { pool: 'G1 Eden Space' });
  put('jvm_memory_pool_collection_used_bytes', state.survivor, { pool: 'G1 Survivor Space' });
  put('jvm_memory_pool_collection_used_bytes', state.liveData, { pool: 'G1 Old Gen' });
  put('jvm_gc_collection_seconds_count', state.youngCollections, { gc: 'G1 Young Generation' });
  put('jvm_gc_collection_seconds_count', state.oldCollections, { gc: 'G1 Concurrent GC' });
  put('jvm_threads_current', state.threads);
  put('jvm_threads_daemon', state.threads - 4);
  put('jvm_threads_peak', state.threads);
  put('jvm_classes_currently_loaded', Math.round(state.metaspace / 6500));
  put('jvm_buffer_pool_used_bytes', state.direct, { pool: 'direct' });
  put('jvm_buffer_pool_used_bytes', 0, { pool: 'mapped' });
  put('jvm_runtime_info', 1, {
    runtime: 'OpenJDK Runtime Environment',
    vendor: 'Eclipse Adoptium',
    version: '21.0.5+11-LTS',
  });
  exposeProcess(put, { start: state.start, resident: state.resident, virtual: 6000 * MiB });
}
