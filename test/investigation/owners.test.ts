import { describe, expect, test } from 'vitest';
import type { FindingKind } from '../../src/diagnosis/finding.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { KnownRuntime } from '../../src/runtime/runtimes.ts';
import { type Law, modelledSeries, modelledStage } from '../support/modelled.ts';
import { player } from '../support/played-out.ts';

const level =
  (value: number): Law =>
  () =>
    value;
const climb =
  (from: number, to: number): Law =>
  (age) =>
    from + (to - from) * age;
const saw =
  (base: Law, height: number): Law =>
  (age, n) =>
    base(age, n) + (height * (n % 10)) / 10;
/** In bytes, for names that do not end in their unit. */
const bytes =
  (law: Law): Law =>
  (age, n) =>
    law(age, n) * MiB;
/** So many an hour of three. */
const counter =
  (each: number): Law =>
  (_, n) =>
    each * n;

interface Case {
  readonly runtime: KnownRuntime;
  readonly rss?: Law;
  readonly own: Readonly<Record<string, Law>>;
  readonly finding: FindingKind;
  readonly title: RegExp;
  readonly advice: RegExp;
  /** Below a sure finding where less is known. */
  readonly sureAtMost?: number;
}

const GROWS = climb(80, 506);

const redis = (used: Law, resident: Law) => ({
  redis_memory_used_bytes: used,
  redis_allocator_resident_bytes: resident,
  redis_memory_used_rss_bytes: GROWS,
});
const envoy = (allocated: Law, physical: Law) => ({
  envoy_server_memory_allocated: bytes(allocated),
  envoy_server_memory_heap_size: bytes((age, n) => physical(age, n) + 40),
  envoy_server_memory_physical_size: bytes(physical),
});
const erlang = (grown: { processes?: Law; ets?: Law; binary?: Law; carriers: Law }) => ({
  'erlang_vm_memory_bytes_total{kind=processes}': bytes(saw(grown.processes ?? level(20), 8)),
  'erlang_vm_memory_bytes_total{kind=system}': bytes(level(40)),
  'erlang_vm_memory_system_bytes_total{usage=ets}': bytes(grown.ets ?? level(4)),
  'erlang_vm_memory_system_bytes_total{usage=binary}': bytes(grown.binary ?? level(6)),
  'erlang_vm_memory_system_bytes_total{usage=code}': bytes(level(14)),
  'erlang_vm_memory_system_bytes_total{usage=atom}': bytes(level(1)),
  'erlang_vm_memory_system_bytes_total{usage=other}': bytes(level(12)),
  'erlang_vm_allocators{alloc=eheap_alloc,instance_no=1,kind=mbcs,usage=carriers_size}': bytes(grown.carriers),
  erlang_vm_statistics_garbage_collection_number_of_gcs: counter(50),
});
const prometheusNet = (total: Law, gen2: Law) => ({
  dotnet_total_memory_bytes: total,
  'dotnet_collection_count_total{generation=0}': counter(6),
  'dotnet_collection_count_total{generation=2}': gen2,
  process_working_set_bytes: GROWS,
});

/** Of which only that of large objects changes. */
const generations = (metric: string, label: string, loh: Law) => ({
  [`${metric}{${label}=gen0}`]: bytes(level(1)),
  [`${metric}{${label}=gen2}`]: bytes(level(8)),
  [`${metric}{${label}=loh}`]: bytes(loh),
});

const CASES: Readonly<Record<string, Case>> = {
  'Redis whose data grows': {
    runtime: 'redis',
    own: redis(climb(40, 460), climb(50, 480)),
    finding: 'heap-leak',
    title: /^Heap leak/,
    advice: /maxmemory/,
  },
  'Redis whose allocator keeps what was deleted': {
    runtime: 'redis',
    own: redis(level(30), climb(45, 470)),
    finding: 'memory-kept',
    title: /^Memory that the data of Redis no longer needs stays resident/,
    advice: /MEMORY PURGE/,
  },
  'an Envoy that allocates more and more': {
    runtime: 'envoy',
    own: envoy(climb(30, 440), climb(50, 470)),
    finding: 'heap-leak',
    title: /^Heap leak/,
    advice: /overload manager/,
  },
  'an Envoy whose tcmalloc keeps free pages': {
    runtime: 'envoy',
    own: envoy(level(30), climb(50, 470)),
    finding: 'memory-kept',
    title: /^Memory that the heap of Envoy no longer needs/,
    advice: /shrink_heap/,
  },
  'a program under jemalloc that leaks': {
    runtime: 'rust',
    own: { jemalloc_allocated_bytes: climb(30, 430), jemalloc_resident_bytes: climb(50, 470) },
    finding: 'heap-leak',
    title: /^Heap leak/,
    advice: /reference cycles/,
  },
  'a program beside whose jemalloc something grows': {
    runtime: 'rust',
    own: { jemalloc_allocated_bytes: level(30), jemalloc_resident_bytes: level(50) },
    finding: 'native-growth',
    title: /^Memory grows outside the native heap/,
    advice: /smaps/,
    // No metric counts threads.
    sureAtMost: 0.7,
  },
  'a table of Erlang that nothing clears': {
    runtime: 'erlang',
    own: erlang({ ets: climb(4, 420), carriers: climb(75, 500) }),
    finding: 'native-growth',
    title: /^Memory grows outside the heaps of its processes \(ETS tables\)/,
    advice: /ets:info/,
  },
  'binaries of Erlang that small references keep': {
    runtime: 'erlang',
    own: erlang({ binary: climb(6, 420), carriers: climb(75, 500) }),
    finding: 'native-growth',
    title: /\(binaries\)/,
    advice: /bin_leak/,
  },
  'processes of Erlang that grow': {
    runtime: 'erlang',
    own: erlang({ processes: climb(20, 420), carriers: climb(75, 500) }),
    finding: 'heap-leak',
    title: /^Heap leak/,
    advice: /proc_count/,
  },
  'carriers of Erlang that stay when their blocks are freed': {
    runtime: 'erlang',
    own: erlang({ carriers: climb(75, 500) }),
    finding: 'memory-kept',
    title: /no longer needs stays resident/,
    advice: /recon_alloc/,
  },
  'managed objects of .NET that are kept': {
    runtime: 'dotnet',
    own: prometheusNet(saw(climb(30, 420), 20), counter(1)),
    finding: 'heap-leak',
    title: /^Heap leak/,
    advice: /dotnet-gcdump/,
  },
  'managed memory of .NET of which no full collection was seen': {
    runtime: 'dotnet',
    own: prometheusNet(saw(climb(30, 420), 20), level(1)),
    finding: 'heap-leak',
    title: /^Heap leak/,
    advice: /dotnet-gcdump/,
    sureAtMost: 0.7,
  },
  'native memory of a .NET service': {
    runtime: 'dotnet',
    own: prometheusNet(saw(level(40), 20), counter(1)),
    finding: 'native-growth',
    title: /^Memory grows outside the managed heap/,
    advice: /dispose/,
    sureAtMost: 0.7,
  },
  '.NET 9 by OpenTelemetry': {
    runtime: 'dotnet',
    own: {
      'dotnet.gc.last_collection.heap.size{gc_heap_generation=gen0}': bytes(level(2)),
      'dotnet.gc.last_collection.heap.size{gc_heap_generation=gen2}': bytes(saw(climb(30, 420), 10)),
      'dotnet.gc.last_collection.memory.committed_size': bytes(climb(60, 450)),
      'dotnet.gc.collections{gc_heap_generation=gen0}': counter(6),
      'dotnet.gc.collections{gc_heap_generation=gen2}': counter(1),
    },
    finding: 'heap-leak',
    title: /^Heap leak/,
    advice: /dotnet-gcdump/,
  },
  'holes between large objects of .NET 9': {
    runtime: 'dotnet',
    own: {
      ...generations('dotnet.gc.last_collection.heap.size', 'gc_heap_generation', climb(60, 440)),
      ...generations('dotnet.gc.last_collection.heap.fragmentation.size', 'gc_heap_generation', climb(15, 395)),
      'dotnet.gc.last_collection.memory.committed_size': bytes(climb(70, 480)),
      'dotnet.gc.collections{gc_heap_generation=gen2}': counter(1),
    },
    finding: 'memory-kept',
    title: /no longer needs stays resident/,
    advice: /GCConserveMemory/,
  },
  'holes between objects of .NET 8, of which committed memory is not exposed': {
    runtime: 'dotnet',
    own: {
      ...generations('process.runtime.dotnet.gc.heap.size', 'generation', climb(60, 440)),
      ...generations('process.runtime.dotnet.gc.heap.fragmentation.size', 'generation', climb(15, 395)),
      'process.runtime.dotnet.gc.collections.count{generation=gen2}': counter(1),
    },
    finding: 'memory-kept',
    title: /no longer needs stays resident/,
    advice: /ArrayPool/,
  },
  'objects of .NET 9 that are kept, with few holes between them': {
    runtime: 'dotnet',
    own: {
      ...generations('dotnet.gc.last_collection.heap.size', 'gc_heap_generation', climb(60, 440)),
      ...generations('dotnet.gc.last_collection.heap.fragmentation.size', 'gc_heap_generation', climb(5, 40)),
      'dotnet.gc.last_collection.memory.committed_size': bytes(climb(70, 480)),
      'dotnet.gc.collections{gc_heap_generation=gen2}': counter(1),
    },
    finding: 'heap-leak',
    title: /^Heap leak/,
    advice: /dotnet-gcdump/,
  },
};

const { play } = player();
const comparer = { compare: () => Promise.reject(new Error('nothing to compare')) };

describe.each(Object.entries(CASES))('%s', (_, { runtime, rss = GROWS, own, ...expected }) => {
  test('ends in what its own figures show', async () => {
    const { investigation, conclusion } = await play(
      modelledStage(modelledSeries({ rss, own, killed: true }), comparer),
    );
    const { finding } = conclusion;
    expect([investigation.runtime, finding.kind]).toEqual([runtime, expected.finding]);
    expect(finding.title).toMatch(expected.title);
    expect(finding.advice.join(' ')).toMatch(expected.advice);
    if (expected.sureAtMost === undefined) expect(finding.confidence).toBeGreaterThan(0.7);
    else expect(finding.confidence).toBeLessThanOrEqual(expected.sureAtMost);
  });
});
