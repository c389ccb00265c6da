import { type Bytes, KiB, MiB } from '../../../src/measurement/bytes.ts';
import { ledgerApi } from '../programs/ledger-api.ts';
import { ordersApi } from '../programs/orders-api.ts';
import { pricingApi } from '../programs/pricing-api.ts';
import { watchesApi } from '../programs/watches-api.ts';
import type { Scenario } from '../scenario.ts';
import type { Sum, Truth } from '../truth.ts';

// Parallel collects the old generation whenever the heap is to grow: the live heap is known all along.
const parallel = { JAVA_TOOL_OPTIONS: '-XX:+UseParallelGC -XX:MaxRAMPercentage=90' };
const healthy = { ORDERS_UNSUBSCRIBES: 'true', ...parallel };

/** What Spring needs beside its heap leaves less to it; the first compiler alone spares small containers. */
const springBoot = {
  JAVA_TOOL_OPTIONS: '-XX:+UseParallelGC -XX:MaxRAMPercentage=80 -XX:TieredStopAtLevel=1',
};

/** A heap of a share of the container from the start; the rest of the JVM needs some 50 MiB besides. */
const heapOf = (percentage: number): string =>
  `-XX:InitialRAMPercentage=${percentage} -XX:MaxRAMPercentage=${percentage}`;

/** One run of the simulation: four maturities of 16 paths for each level, as doubles. */
const runOf = (depth: number): Bytes => 4 * 16 * 8 * depth;

/** The whole heap is resident from the start, so it does not grow. */
const fixedHeap = {
  ORDERS_UNSUBSCRIBES: 'true',
  JAVA_TOOL_OPTIONS: '-XX:+UseSerialGC -Xms64m -Xmx64m -XX:+AlwaysPreTouch',
};

/** The JVM would bound direct buffers at the size of the heap; whoever uses many raises that. */
const withBuffers = {
  ...fixedHeap,
  JAVA_TOOL_OPTIONS: `${fixedHeap.JAVA_TOOL_OPTIONS} -XX:MaxDirectMemorySize=1g`,
};

const WORKING_SET: Sum = { plus: ['container_memory_working_set_bytes'] };
const METASPACE: Sum = { plus: ['jvm_memory_used_bytes{id="Metaspace"}'] };
const BUFFERS: Sum = { plus: ['jvm_buffer_memory_used_bytes{id="direct"}'] };
const CODE = ['non-nmethods', 'profiled nmethods', 'non-profiled nmethods'].map(
  (heap) => `jvm_memory_used_bytes{id="CodeHeap '${heap}'"}`,
);
const OUTSIDE_JVM: Sum = { plus: ['container_memory_rss'], minus: [...METASPACE.plus, ...CODE] };
/** Charged and neither anonymous nor of a file: on cgroup v2, where no metric shows it, by the same difference. */
const KERNEL: Sum = {
  plus: ['container_memory_usage_bytes'],
  minus: ['container_memory_rss', 'container_memory_cache'],
};
const PARALLEL_POOLS = ['PS Eden Space', 'PS Survivor Space', 'PS Old Gen'];
const HEAP_IN_USE: Sum = { plus: PARALLEL_POOLS.map((id) => `jvm_memory_used_bytes{id="${id}"}`) };
/** The pool of survivors has the size of one of the two spaces: the other, of the same size, is in no metric. */
const HEAP_TAKEN: Sum = {
  plus: [...PARALLEL_POOLS, 'PS Survivor Space'].map((id) => `jvm_memory_committed_bytes{id="${id}"}`),
};
/** Of a leak in the heap of Parallel: what is in use, and what was taken for it. */
const heapGrows: Truth = {
  of: WORKING_SET,
  parts: [
    { what: 'heap in use', sum: HEAP_IN_USE, share: [0.6, 0.9] },
    { what: 'heap that was taken', sum: HEAP_TAKEN, share: [0.7, 1.2] },
  ],
};
const THREADS: Sum = { plus: ['container_threads'] };
const THREAD_BYTES = 52 * KiB;

export const jvmScenarios: readonly Scenario[] = [
  {
    name: 'jvm-heap-leak',
    title: 'A listener for each order in a static list, never removed: it keeps every fill of the order',
    program: ordersApi,
    finding: 'heap-leak',
    limit: 256 * MiB,
    environment: { ...healthy, ORDERS_UNSUBSCRIBES: 'false' },
    before: healthy,
    growth: { by: 'requests', perRun: 160 * MiB, keptPerBook: (depth) => 48 * depth },
    siblingShare: 0.012,
    truth: heapGrows,
  },
  {
    name: 'jvm-heap-past-limit',
    title: 'A heap of nearly the whole container: garbage fills it, and the rest of the JVM no longer fits',
    program: pricingApi,
    finding: 'gc-misconfigured',
    limit: 256 * MiB,
    environment: { JAVA_TOOL_OPTIONS: heapOf(95) },
    // 20 MiB are alive at any moment; what survived a young collection is garbage in the old generation soon after.
    paced: ({ depth }) => ({ PRICING_KEPT: String(Math.round((20 * MiB) / runOf(depth))) }),
    before: { JAVA_TOOL_OPTIONS: heapOf(50), PRICING_KEPT: '20' },
    growth: { by: 'requests', perRun: 540 * MiB, keptPerBook: runOf },
    siblingShare: 0.1,
  },
  {
    name: 'jvm-thread-leak',
    title: 'An executor for each settlement, never shut down: its thread stays parked',
    program: ordersApi,
    finding: 'thread-leak',
    limit: 256 * MiB,
    environment: { ...fixedHeap, ORDERS_JOB: 'settle' },
    before: fixedHeap,
    growth: { by: 'clock', perRun: 135 * MiB, setting: 'ORDERS_GROWTH' },
    siblingShare: 0.25,
    truth: {
      of: WORKING_SET,
      parts: [
        { what: 'anonymous memory outside all that the JVM counts', sum: OUTSIDE_JVM, share: [0.4, 0.7] },
        { what: 'kernel memory, for the stacks of the kernel and page tables', sum: KERNEL, share: [0.3, 0.6] },
        { what: 'threads, in units of 52 KiB', sum: THREADS, share: [0.7 / THREAD_BYTES, 1.3 / THREAD_BYTES] },
      ],
    },
  },
  {
    name: 'jvm-class-loaders',
    title: 'Rules are loaded again and again by class loaders that are all kept: metaspace grows',
    program: ordersApi,
    finding: 'native-growth',
    limit: 256 * MiB,
    environment: { ...fixedHeap, ORDERS_JOB: 'reload' },
    before: fixedHeap,
    growth: { by: 'clock', perRun: 100 * MiB, setting: 'ORDERS_GROWTH' },
    siblingShare: 0.25,
    truth: {
      of: WORKING_SET,
      parts: [{ what: 'metaspace', sum: METASPACE, share: [0.6, 1.1] }],
    },
  },
  {
    name: 'jvm-thread-local',
    title: 'Requests leave what they saw in a ThreadLocal of the pool’s threads, which outlive them',
    program: ordersApi,
    finding: 'heap-leak',
    limit: 256 * MiB,
    environment: { ...healthy, ORDERS_CONTEXT: 'left' },
    before: { ...healthy, ORDERS_CONTEXT: 'ended' },
    growth: { by: 'requests', perRun: 160 * MiB, keptPerBook: (depth) => 48 * depth },
    siblingShare: 0.012,
    truth: heapGrows,
  },
  {
    name: 'jvm-direct-buffers',
    title: 'Reports wait in direct buffers for a venue that confirms none of them',
    program: ordersApi,
    finding: 'native-growth',
    limit: 256 * MiB,
    environment: { ...withBuffers, ORDERS_JOB: 'report' },
    before: withBuffers,
    growth: { by: 'clock', perRun: 110 * MiB, setting: 'ORDERS_GROWTH' },
    siblingShare: 0.25,
    truth: {
      of: WORKING_SET,
      parts: [{ what: 'direct buffers', sum: BUFFERS, share: [0.8, 1.1] }],
    },
  },
  {
    name: 'jvm-kotlin-listeners',
    title:
      'In Kotlin, a lambda for each watch in the list of an object, never removed: it keeps the history of the watch',
    program: watchesApi,
    finding: 'heap-leak',
    limit: 256 * MiB,
    environment: { ...parallel, WATCHES_UNSUBSCRIBES: 'false' },
    before: parallel,
    growth: { by: 'requests', perRun: 160 * MiB, keptPerBook: (depth) => 36 * depth },
    siblingShare: 0.012,
    truth: heapGrows,
  },
  {
    name: 'jvm-caffeine',
    title: 'A Caffeine cache without maximumSize keeps a quote for each order',
    program: ordersApi,
    finding: 'heap-leak',
    limit: 256 * MiB,
    environment: { ...healthy, ORDERS_QUOTES: 'all' },
    before: { ...healthy, ORDERS_QUOTES: 'bounded' },
    growth: { by: 'requests', perRun: 160 * MiB, keptPerBook: (depth) => 36 * depth },
    siblingShare: 0.012,
    truth: heapGrows,
  },
  {
    name: 'jvm-spring-boot',
    title: 'In Spring Boot, a singleton keeps the answer to every idempotency key',
    program: ledgerApi,
    finding: 'heap-leak',
    limit: 448 * MiB,
    environment: { ...springBoot, LEDGER_FORGETS: 'false' },
    before: springBoot,
    growth: { by: 'requests', perRun: 180 * MiB, keptPerBook: (depth) => 440 * depth },
    siblingShare: 0.012,
    truth: heapGrows,
  },
];
