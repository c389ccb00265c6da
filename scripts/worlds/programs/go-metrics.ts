import { type Bytes, MiB } from '../../../src/measurement/bytes.ts';
import type { Seconds } from '../law.ts';
import type { GoHeap, GoHeapSettings } from './go-heap.ts';
import { exposeProcess } from './process-metrics.ts';
import type { Expose } from './program.ts';

/** client_golang's default collectors; those of `WithGoCollectorRuntimeMetrics`; or no endpoint. */
export type GoMetricSet = 'default' | 'newer' | 'none';

export interface GoState {
  readonly now: Seconds;
  readonly start: Seconds;
  readonly heap: GoHeap;
  readonly goroutines: number;
  readonly stacks: Bytes;
  readonly runtime: Bytes;
  readonly threads: number;
  readonly resident: Bytes;
}

/** `math.MaxInt64` and `math.MaxUint64` as a float: how Go says that no memory limit is set, and that GOGC is off. */
const NO_LIMIT = 9.223372036854776e18;
const GOGC_OFF = 1.8446744073709552e19;

/** Names of client_golang 1.23: collectors/go_collector_latest.go and process_collector.go. */
export function exposeGo(
  put: Expose,
  settings: GoHeapSettings & { readonly metrics: GoMetricSet },
  state: GoState,
): void {
  if (settings.metrics === 'none') return;
  const { heap, stacks, runtime } = state;
  put('go_goroutines', state.goroutines);
  put('go_threads', state.threads);
  put('go_info', 1, { version: 'go1.26.3' });
  put('go_gc_duration_seconds_count', heap.collections);
  put('go_gc_duration_seconds_sum', heap.collections * 0.0004);
  put('go_memstats_alloc_bytes', heap.allocated);
  put('go_memstats_heap_alloc_bytes', heap.allocated);
  put('go_memstats_heap_inuse_bytes', heap.inuse);
  put('go_memstats_heap_idle_bytes', heap.idle);
  put('go_memstats_heap_released_bytes', heap.released);
  put('go_memstats_heap_sys_bytes', heap.sys);
  put('go_memstats_heap_objects', Math.round(heap.allocated / 180));
  put('go_memstats_stack_inuse_bytes', stacks);
  put('go_memstats_stack_sys_bytes', stacks);
  put('go_memstats_gc_sys_bytes', runtime * 0.6);
  put('go_memstats_other_sys_bytes', runtime * 0.4);
  put('go_memstats_sys_bytes', heap.sys + stacks + runtime + 2 * MiB);
  put('go_memstats_next_gc_bytes', heap.goal);
  put('go_memstats_last_gc_time_seconds', heap.collections === 0 ? 0 : heap.lastCollection);
  put('go_gc_gogc_percent', settings.gogc === 'off' ? GOGC_OFF : settings.gogc);
  put('go_gc_gomemlimit_bytes', settings.memlimit ?? NO_LIMIT);
  if (settings.metrics === 'newer') {
    put('go_gc_heap_live_bytes', heap.marked);
    put('go_gc_heap_goal_bytes', heap.goal);
    put('go_gc_cycles_total_gc_cycles_total', heap.collections);
    put('go_memory_classes_heap_objects_bytes', heap.allocated);
    put('go_memory_classes_heap_unused_bytes', heap.inuse - heap.allocated);
    put('go_memory_classes_heap_free_bytes', Math.max(0, heap.idle - heap.released));
    put('go_memory_classes_heap_released_bytes', heap.released);
    put('go_memory_classes_heap_stacks_bytes', stacks);
  }
  exposeProcess(put, { start: state.start, resident: state.resident, virtual: 1600 * MiB + heap.sys });
}
