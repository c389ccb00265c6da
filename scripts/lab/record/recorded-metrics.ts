import type { Program } from '../programs/program.ts';

/** What every service on Kubernetes has, as far as the lab has it. */
const AROUND = [
  'ALERTS',
  'up',
  'container_memory_cache',
  'container_memory_kernel_usage',
  'container_memory_mapped_file',
  'container_memory_rss',
  'container_memory_swap',
  'container_memory_total_active_file_bytes',
  'container_memory_total_inactive_file_bytes',
  'container_memory_usage_bytes',
  'container_memory_working_set_bytes',
  'container_oom_events_total',
  'container_processes',
  'container_sockets',
  'container_spec_memory_limit_bytes',
  'container_start_time_seconds',
  'container_threads',
  'kube_pod_container_info',
  'kube_pod_container_resource_limits',
  'kube_pod_container_state_started',
  'kube_pod_container_status_last_terminated_exitcode',
  'kube_pod_container_status_last_terminated_reason',
  'kube_pod_container_status_last_terminated_timestamp',
  'kube_pod_container_status_restarts_total',
  'kube_pod_container_status_waiting_reason',
  'kube_pod_created',
  'kube_pod_owner',
  'kube_replicaset_created',
  'kube_replicaset_owner',
] as const;

const GO = [
  'process_resident_memory_bytes',
  'process_start_time_seconds',
  'go_gc_duration_seconds_count',
  'go_gc_gogc_percent',
  'go_gc_gomemlimit_bytes',
  'go_gc_heap_live_bytes',
  'go_goroutines',
  'go_info',
  'go_memstats_alloc_bytes',
  'go_memstats_buck_hash_sys_bytes',
  'go_memstats_gc_sys_bytes',
  'go_memstats_heap_idle_bytes',
  'go_memstats_heap_inuse_bytes',
  'go_memstats_heap_released_bytes',
  'go_memstats_last_gc_time_seconds',
  'go_memstats_mcache_sys_bytes',
  'go_memstats_mspan_sys_bytes',
  'go_memstats_next_gc_bytes',
  'go_memstats_other_sys_bytes',
  'go_memstats_stack_inuse_bytes',
  'go_memstats_stack_sys_bytes',
  'go_memstats_sys_bytes',
] as const;

/** What of a runtime must be in a recording, and the families of which all is kept: matched whole, as Prometheus does. */
const OF_RUNTIME: Readonly<
  Record<Program['runtime'], { readonly names: readonly string[]; readonly families: string }>
> = {
  go: { names: GO, families: 'process_.+|go_threads' },
  jvm: { names: ['jvm_memory_used_bytes', 'jvm_memory_max_bytes'], families: 'jvm_.+|process_.+' },
  node: {
    names: ['nodejs_heap_size_used_bytes', 'nodejs_external_memory_bytes', 'process_resident_memory_bytes'],
    families: 'nodejs_.+|process_.+',
  },
  python: {
    names: ['python_info', 'process_resident_memory_bytes', 'process_start_time_seconds'],
    families: 'python_.+|process_.+',
  },
};

/** Metrics without which a recording of the program is not complete. */
export function recordedMetrics({ runtime, metrics }: Pick<Program, 'runtime' | 'metrics'>): readonly string[] {
  return [...AROUND, ...OF_RUNTIME[runtime].names, ...metrics];
}

/** The PromQL selector of everything that Leakbot may ask for about the program; histograms are not. */
export function recordedSelector(program: Pick<Program, 'runtime' | 'metrics'>): string {
  const names = [...recordedMetrics(program), OF_RUNTIME[program.runtime].families];
  return `{__name__=~"${names.join('|')}",__name__!~".+_bucket"}`;
}
