import { describe, expect, test } from 'vitest';
import { MiB } from '../../src/measurement/bytes.ts';
import { climb, type Law, level, playedOnMachines, processOn, saw } from '../support/machines.ts';

function investigated(
  leaking: Readonly<Record<string, Law>>,
  calm: Readonly<Record<string, Law>> = leaking,
  memoryLimit?: number,
) {
  const series = [...processOn('10.0.0.1:8081', leaking), ...processOn('10.0.0.2:8081', calm)];
  return playedOnMachines(series, { service: { memoryLimit } });
}

const micrometer = (live: Law, committed: Law, more: Readonly<Record<string, Law>> = {}) => ({
  jvm_gc_live_data_size_bytes: live,
  'jvm_memory_used_bytes{area=heap,id=G1 Old Gen}': live,
  'jvm_memory_used_bytes{area=heap,id=G1 Eden Space}': saw(level(10), 100),
  'jvm_memory_used_bytes{area=nonheap,id=Metaspace}': level(110),
  'jvm_memory_committed_bytes{area=heap,id=G1 Old Gen}': committed,
  'jvm_memory_committed_bytes{area=heap,id=G1 Eden Space}': level(130),
  'jvm_memory_committed_bytes{area=nonheap,id=Metaspace}': level(112),
  'jvm_memory_max_bytes{area=heap,id=G1 Old Gen}': level(1024),
  jvm_threads_live_threads: level(60),
  'jvm_buffer_memory_used_bytes{id=direct}': level(9),
  ...more,
});

describe('a service of which nothing measures resident memory', () => {
  test('a JVM on a machine: what it has committed stands for memory, and is called so', async () => {
    const { conclusion, text } = await investigated(micrometer(climb(150, 860), climb(190, 900)));
    expect(conclusion.finding.kind).toBe('heap-leak');
    expect(text).toContain('Memory here is what is committed by the JVM: resident memory is not measured.');
    expect(text).toContain('- Finding: `heap-leak`, fairly sure');
    expect(text).not.toMatch(/[Nn]o memory metric/);
    expect(text).not.toContain('RSS');
    // 900 + 130 + 112 + 9 MiB at the end are 1.12 GiB; 710 MiB in 24 h are 29.6 MiB/h.
    expect(text).toMatch(/grew \d+ MiB → 1\.12 GiB in .* \(29\.\d MiB\/h\)/);
  });

  test('the limit is that of leakbot.yaml', async () => {
    const { text } = await investigated(micrometer(climb(150, 860), climb(190, 900)), undefined, 1536 * MiB);
    expect(text).toContain('1.5 GiB');
  });

  test.each([
    [
      'client_java',
      (live: Law, committed: Law) => ({
        'jvm_memory_pool_collection_used_bytes{pool=G1 Old Gen}': live,
        'jvm_memory_used_bytes{area=heap}': live,
        'jvm_memory_used_bytes{area=nonheap}': level(70),
        'jvm_memory_committed_bytes{area=heap}': committed,
        'jvm_memory_committed_bytes{area=nonheap}': level(80),
        jvm_threads_current: level(41),
      }),
    ],
    [
      'jmx_exporter before 1.0',
      (live: Law, committed: Law) => ({
        'jvm_memory_bytes_used{area=heap}': saw(live, 40),
        'jvm_memory_bytes_used{area=nonheap}': level(70),
        'jvm_memory_bytes_committed{area=heap}': committed,
        'jvm_memory_bytes_committed{area=nonheap}': level(80),
        jvm_threads_current: level(41),
      }),
    ],
    [
      'OpenTelemetry',
      (live: Law, committed: Law) => ({
        'jvm.memory.used_after_last_gc{jvm_memory_type=heap,jvm_memory_pool_name=G1 Old Gen}': live,
        'jvm.memory.used{jvm_memory_type=heap,jvm_memory_pool_name=G1 Old Gen}': saw(live, 40),
        'jvm.memory.committed{jvm_memory_type=heap,jvm_memory_pool_name=G1 Old Gen}': committed,
        'jvm.memory.committed{jvm_memory_type=non_heap,jvm_memory_pool_name=Metaspace}': level(80),
        'jvm.thread.count{jvm_thread_state=runnable,jvm_thread_daemon=true}': level(41),
      }),
    ],
    [
      'prom-client of old',
      (live: Law, committed: Law) => ({
        nodejs_heap_size_used_bytes: saw(live, 20),
        nodejs_heap_size_total_bytes: committed,
        nodejs_external_memory_bytes: level(9),
        nodejs_active_handles_total: level(20),
      }),
    ],
    [
      'OpenTelemetry of Node',
      (live: Law, committed: Law) => ({
        'v8js.memory.heap.used{v8js_heap_space_name=old_space}': saw(live, 20),
        'v8js.memory.heap.space.size{v8js_heap_space_name=old_space}': committed,
        'v8js.memory.heap.space.size{v8js_heap_space_name=new_space}': level(16),
      }),
    ],
    [
      'client_golang without its process collector',
      (live: Law, committed: Law) => ({
        go_memstats_alloc_bytes: saw(live, 20),
        go_memstats_heap_inuse_bytes: saw(live, 22),
        go_memstats_sys_bytes: committed,
        go_goroutines: level(50),
        go_info: level(1),
      }),
    ],
  ])('%s: a growing heap is a leak, a level one is none', async (_, said) => {
    const leak = await investigated(said(climb(150, 860), climb(190, 950)), said(level(150), level(200)));
    expect(leak.conclusion.finding.kind).toBe('heap-leak');
    expect(leak.text).toContain(
      'Resident memory (container_memory_rss or process_resident_memory_bytes) is not measured',
    );
    const calm = await investigated(said(level(150), level(200)));
    expect(calm.conclusion.finding.kind).toBe('no-growth');
  });

  test('a heap that is committed whole from the start hides no leak', async () => {
    const { conclusion } = await investigated(micrometer(climb(150, 860), level(1024)));
    expect(conclusion.finding.kind).toBe('heap-leak');
  });

  test('buffers outside the heap count too', async () => {
    const { conclusion } = await investigated({
      nodejs_heap_size_used_bytes: saw(level(60), 20),
      nodejs_heap_size_total_bytes: level(105),
      nodejs_external_memory_bytes: climb(40, 700),
      nodejs_active_handles_total: level(20),
    });
    expect(conclusion.finding.kind).toBe('native-growth');
  });

  test('where its container is measured, only without RSS, the JVM’s account does not stand for it', async () => {
    const { conclusion, text } = await investigated({
      ...micrometer(climb(150, 860), climb(190, 900)),
      'container_memory_working_set_bytes{container=orders,pod=orders-0}': climb(600, 1300),
    });
    expect(conclusion.finding.kind).toBe('not-enough-data');
    expect(text).toContain('container_memory_rss');
    expect(text).not.toContain('committed by the JVM');
  });
});
