import type { Bytes } from '../../measurement/bytes.ts';
import type { HeapSetting, NativeWords, OutsideHeap, RuntimeWords } from '../runtime-words.ts';
import { heapFix } from './heap-fix.ts';
import { threadFix } from './thread-fix.ts';

const EXPOSING =
  'serve the metrics of the JVM on /metrics (Micrometer’s Prometheus registry with JvmMemoryMetrics, JvmGcMetrics and JvmThreadMetrics, or client_java’s JvmMetrics.builder().register()) and let Prometheus scrape it';

/** Room beside the heap for what grows with traffic: thread stacks, direct buffers, compiled code. */
const BESIDE = 1.25;
/** Percent of the container for the heap. Set by hand. */
const PERCENT = {
  /** Without figures: the rest is left to what is not heap. */
  usual: 70,
  most: 80,
  /** The JVM's own default. */
  least: 25,
} as const;

function maxRamPercentage(limit: Bytes, outside: Bytes | undefined): HeapSetting {
  const fitting = outside === undefined ? PERCENT.usual : Math.floor(((1 - (outside * BESIDE) / limit) * 100) / 5) * 5;
  const percent = Math.max(PERCENT.least, Math.min(PERCENT.most, fitting));
  return { name: '-XX:MaxRAMPercentage', value: `${percent}`, said: `${percent}`, size: (percent / 100) * limit };
}

const saveThreads = (pod: string) => `save a thread dump of ${pod} (jcmd <pid> Thread.print)`;

const BY_TRACKING = (pod: string) =>
  `To see it, start ${pod} with -XX:NativeMemoryTracking=summary and compare two readings of jcmd <pid> VM.native_memory summary.diff; what that does not count is malloc of native libraries (glibc’s arenas: try MALLOC_ARENA_MAX=2).`;

const UNCOUNTED: NativeWords = {
  what: 'thread stacks, JNI or malloc of native code',
  fix: 'Fix: close what holds native memory (compressors, native clients, JNI handles) with the work that opened it. A heap dump does not show that memory, but it does show the small objects that own it (Deflater, Inflater, MappedByteBuffer, a client’s handle) and what keeps them: those that multiplied between two class histograms (jcmd <pid> GC.class_histogram) name it.',
  see: BY_TRACKING,
  proof: 'After the fix the native part is level at the same traffic.',
};

const NATIVE: Readonly<Record<OutsideHeap, NativeWords>> = {
  classes: {
    what: 'classes in metaspace',
    fix: 'Fix: release class loaders that are no longer used (plugins, scripts, generated proxies), and set -XX:MaxMetaspaceSize, so that an OutOfMemoryError comes before a kill. What keeps one only a heap dump shows (jcmd <pid> GC.heap_dump FILE, the path to a GC root from its ClassLoader): chains of recordings do not pass a class.',
    see: (pod) =>
      `To see it, compare two readings of jcmd <pid> VM.classloader_stats on ${pod}: the loader that multiplied names the leak.`,
    proof: 'After the fix metaspace is level at the same traffic.',
  },
  code: {
    what: 'compiled code',
    fix: 'Fix: bound compiled code with -XX:ReservedCodeCacheSize, and look for classes that are generated again and again.',
    see: (pod) => `To see it, compare two readings of jcmd <pid> Compiler.codecache on ${pod}.`,
    proof: 'After the fix the code cache is level at the same traffic.',
  },
  buffers: {
    what: 'direct buffers',
    fix: 'Fix: release direct buffers when they are done with, and bound them with -XX:MaxDirectMemorySize. They lie outside the heap: heap profiles show only the small objects that refer to them. Where Netty allocates them, its leak detector names the line.',
    see: BY_TRACKING,
    proof: 'After the fix direct buffers are level at the same traffic.',
  },
  tables: UNCOUNTED,
  runtime: UNCOUNTED,
  native: UNCOUNTED,
};

export const jvmWords: RuntimeWords = {
  heap: 'the JVM heap',
  live: 'the live heap',
  heapOwns: 'the room that its collector needs',
  exposing: EXPOSING,
  exposingOtel:
    'run the service with OpenTelemetry’s Java agent, which sends jvm.* by itself (buffers with -Dotel.instrumentation.runtime-telemetry.emit-experimental-telemetry=true)',
  settings: {
    'live-heap': `${EXPOSING}; jvm_gc_live_data_size_bytes comes with JvmGcMetrics, jvm_memory_pool_collection_used_bytes with client_java 1.x`,
    // Seen of the agent 2.20.1: of jvm.buffer.* nothing without the option.
    buffers: `${EXPOSING}; OpenTelemetry’s Java agent reports buffers only with -Dotel.instrumentation.runtime-telemetry.emit-experimental-telemetry=true`,
  },
  exactHeap: 'jvm_gc_live_data_size_bytes',
  collectNow: (pod) => `let ${pod} collect all of its heap at a quiet moment (jcmd <pid> GC.run)`,
  heapFix,
  countFix: threadFix,
  threadFix,
  saving: {
    heap: (pod) => `save a class histogram of ${pod} (jcmd <pid> GC.class_histogram)`,
    count: saveThreads,
    threads: saveThreads,
  },
  native: (grew) => NATIVE[grew],
  heapSetting: maxRamPercentage,
  slimmer:
    'If memory must not rise, reduce what the service keeps at rest: smaller caches and pools, fewer threads, -Xss for their stacks.',
  burst: ({ name, value }) =>
    `${name}=${value} makes the collector work before the limit is met; an OutOfMemoryError then names the request that a kill hides.`,
  outgrows: 'The heap is allowed to outgrow the limit',
  collectorFix: (setting) => ({
    steps: [
      `Now: set ${setting === undefined ? '-XX:MaxRAMPercentage' : `${setting.name}=${setting.value}`} (or -Xmx to match): heap, metaspace, buffers and thread stacks must fit into the limit together.`,
      'Until then the collector has no reason to work before the kernel kills.',
    ],
    proof: 'After the change the heap levels off below its bound at the same traffic.',
  }),
};
