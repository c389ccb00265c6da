import type { FindingKind } from '../../src/diagnosis/finding.ts';
import type { Law, Model } from '../support/modelled.ts';

/** A model and what an investigation of it must end in. */
export interface ModelledCase extends Model {
  readonly runtime: 'jvm' | 'node' | 'python' | 'unknown';
  readonly finding: FindingKind;
  /** What the title must say. */
  readonly title: RegExp;
}

const level =
  (value: number): Law =>
  () =>
    value;
/** From one level at the start of a life to another at its end. */
const climb =
  (from: number, to: number): Law =>
  (age) =>
    from + (to - from) * age;
/** Garbage above a level: up to `height`, collected every tenth sample. */
const saw =
  (base: Law, height: number): Law =>
  (age, n) =>
    base(age, n) + (height * (n % 10)) / 10;
const sum =
  (...laws: readonly Law[]): Law =>
  (age, n) =>
    laws.reduce((total, law) => total + law(age, n), 0);

/** As Micrometer shows it: pools by id; `live` as the last collection of the old generation left it. */
function micrometer(
  heap: { live?: Law; used: Law; committed: Law; max: number },
  rest: Readonly<Record<string, Law>> = {},
) {
  return {
    ...(heap.live === undefined
      ? { jvm_gc_live_data_size_bytes: level(0) }
      : { jvm_gc_live_data_size_bytes: heap.live }),
    'jvm_memory_used_bytes{area=heap,id=G1 Old Gen}': (age: number, n: number) => 0.7 * heap.used(age, n),
    'jvm_memory_used_bytes{area=heap,id=G1 Eden Space}': (age: number, n: number) => 0.3 * heap.used(age, n),
    'jvm_memory_used_bytes{area=nonheap,id=Metaspace}': level(48),
    "jvm_memory_used_bytes{area=nonheap,id=CodeHeap 'profiled nmethods'}": level(14),
    'jvm_memory_committed_bytes{area=heap,id=G1 Old Gen}': (age: number, n: number) => 0.7 * heap.committed(age, n),
    'jvm_memory_committed_bytes{area=heap,id=G1 Eden Space}': (age: number, n: number) => 0.3 * heap.committed(age, n),
    'jvm_memory_max_bytes{area=heap,id=G1 Old Gen}': level(heap.max),
    'jvm_buffer_memory_used_bytes{id=direct}': level(8),
    jvm_threads_live_threads: level(41),
    ...rest,
  };
}

/** As client_java 1.x distinguishes it: the heap as a whole, pools. */
function clientJava(
  heap: { live: Law; used: Law; committed: Law; max: number },
  rest: Readonly<Record<string, Law>> = {},
) {
  return {
    'jvm_memory_pool_collection_used_bytes{pool=G1 Old Gen}': heap.live,
    'jvm_memory_pool_collection_used_bytes{pool=G1 Eden Space}': level(0),
    'jvm_memory_used_bytes{area=heap}': heap.used,
    'jvm_memory_used_bytes{area=nonheap}': level(70),
    'jvm_memory_pool_used_bytes{pool=Metaspace}': level(48),
    'jvm_memory_committed_bytes{area=heap}': heap.committed,
    'jvm_memory_max_bytes{area=heap}': level(heap.max),
    'jvm_buffer_pool_used_bytes{pool=direct}': level(8),
    jvm_threads_current: level(41),
    ...rest,
  };
}

const calm = { live: level(90), used: saw(level(92), 60), committed: level(160), max: 320 } as const;

/** As prom-client shows it. */
function promClient(heap: { used: Law; total: Law }, rest: Readonly<Record<string, Law>> = {}) {
  return {
    nodejs_heap_size_used_bytes: heap.used,
    nodejs_heap_size_total_bytes: heap.total,
    nodejs_external_memory_bytes: level(6),
    nodejs_active_handles_total: level(34),
    nodejs_active_resources_total: level(38),
    'nodejs_version_info{version=v26.0.0}': level(1),
    ...rest,
  };
}

export const MODELLED: Readonly<Record<string, ModelledCase>> = {
  'a JVM whose live heap climbs (Micrometer)': {
    runtime: 'jvm',
    finding: 'heap-leak',
    title: /^Heap leak/,
    killed: true,
    rss: climb(190, 506),
    own: micrometer({
      live: climb(60, 360),
      used: saw(climb(62, 362), 24),
      committed: climb(90, 400),
      max: 410,
    }),
  },
  'a JVM whose live heap climbs (client_java)': {
    runtime: 'jvm',
    finding: 'heap-leak',
    title: /^Heap leak/,
    killed: true,
    rss: climb(190, 506),
    own: clientJava({ live: climb(60, 360), used: saw(climb(62, 362), 24), committed: climb(90, 400), max: 410 }),
  },
  'a JVM heap sized past its limit, never collected hard': {
    runtime: 'jvm',
    finding: 'gc-misconfigured',
    title: /^The heap is allowed to outgrow the limit/,
    killed: true,
    rss: climb(150, 508),
    own: micrometer({ used: climb(50, 400), committed: climb(60, 420), max: 768 }),
  },
  'a JVM heap sized past its limit, its live data known to be small': {
    runtime: 'jvm',
    finding: 'gc-misconfigured',
    title: /^The heap is allowed to outgrow the limit/,
    killed: true,
    rss: climb(150, 508),
    own: clientJava({ live: level(55), used: climb(60, 400), committed: climb(70, 420), max: 768 }),
  },
  'a JVM that starts threads and never ends them': {
    runtime: 'jvm',
    finding: 'thread-leak',
    title: /^Thread leak/,
    killed: true,
    rss: climb(260, 506),
    own: micrometer(calm, { jvm_threads_live_threads: climb(41, 1900) }),
  },
  'a JVM whose direct buffers climb': {
    runtime: 'jvm',
    finding: 'native-growth',
    title: /^Memory grows outside the JVM heap/,
    killed: true,
    rss: climb(260, 506),
    own: micrometer(calm, { 'jvm_buffer_memory_used_bytes{id=direct}': climb(8, 254) }),
  },
  'a JVM that fills its limit and stays there': {
    runtime: 'jvm',
    finding: 'limit-too-small',
    title: /^The limit is too small: set 640 MiB and MaxRAMPercentage \d+$/,
    killed: true,
    rss: sum(level(470), saw(level(0), 20)),
    own: clientJava({ live: level(290), used: saw(level(292), 20), committed: level(350), max: 360 }),
  },
  'a Node heap that climbs': {
    runtime: 'node',
    finding: 'heap-leak',
    title: /^Heap leak/,
    killed: true,
    rss: climb(110, 506),
    own: promClient({ used: saw(climb(40, 420), 18), total: climb(70, 450) }),
  },
  'Node sockets that are never closed': {
    runtime: 'node',
    finding: 'handle-leak',
    title: /^Handle leak/,
    killed: true,
    rss: climb(110, 506),
    own: promClient(
      { used: saw(climb(40, 330), 18), total: climb(70, 360) },
      { nodejs_active_handles_total: climb(34, 5200), nodejs_active_resources_total: climb(38, 5300) },
    ),
  },
  'Node buffers that are kept': {
    runtime: 'node',
    finding: 'native-growth',
    title: /^Memory grows outside the V8 heap/,
    killed: true,
    rss: climb(110, 506),
    own: promClient({ used: saw(level(40), 18), total: level(70) }, { nodejs_external_memory_bytes: climb(6, 400) }),
  },
  'Python objects that are kept': {
    runtime: 'python',
    finding: 'heap-leak',
    title: /^Heap leak/,
    killed: true,
    rss: climb(80, 506),
    own: {
      'python_info{implementation=CPython}': level(1),
      'python_gc_objects_collected_total{generation=0}': (_, n) => 100 * n,
      python_tracemalloc_traced_bytes: climb(30, 440),
    },
  },
  'a Python extension that leaks': {
    runtime: 'python',
    finding: 'native-growth',
    title: /^Memory grows outside Python’s objects/,
    killed: true,
    rss: climb(80, 506),
    own: {
      'python_info{implementation=CPython}': level(1),
      'python_gc_objects_collected_total{generation=0}': (_, n) => 100 * n,
      python_tracemalloc_traced_bytes: saw(level(30), 4),
    },
  },
  'a Python service without tracemalloc': {
    runtime: 'python',
    finding: 'not-enough-data',
    title: /^Memory grows; what in it grows is not known: no metric shows traced memory$/,
    killed: true,
    rss: climb(80, 506),
    own: { 'python_info{implementation=CPython}': level(1) },
  },
  'a container of which nothing else is known': {
    runtime: 'unknown',
    finding: 'not-enough-data',
    title: /^Memory grows; what in it grows is not known: no metric shows the live heap$/,
    killed: true,
    rss: climb(80, 506),
    own: {},
  },
};
