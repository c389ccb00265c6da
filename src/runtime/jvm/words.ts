import type { Bytes } from '../../measurement/bytes.ts';
import type { HeapSetting, NativeWords, OutsideHeap, RuntimeWords } from '../runtime-words.ts';
import type { Keeper, Suspect } from '../suspect.ts';

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

const THREAD_FIX = 'Fix: bound the thread pool and shut executors down with the work that made them';

/** Where no profile has them, the names of threads say whose they are. */
function threadFix(suspect: Suspect | undefined): string {
  return suspect === undefined
    ? `${THREAD_FIX}; jcmd <pid> Thread.print shows the names of those that multiplied.`
    : `${THREAD_FIX} in ${suspect.name}: each call there starts threads that stay.`;
}

const WEAK_FIX =
  'Fix: the map holds its keys weakly and its values strongly: a value that leads to its own key keeps the entry forever. Let values refer to keys by a WeakReference, or remove entries when their key is done with.';

const UNHELD = {
  finalizing:
    'Fix: finalize() runs in one thread, slower than the objects are made: close them explicitly (try-with-resources), with a java.lang.ref.Cleaner for what is forgotten, and take finalize() out of the class.',
  softly:
    'Fix: only soft references keep it, which the JVM clears before an OutOfMemoryError: it is no leak by itself. Bound the cache (Caffeine with maximumSize), or let a lower -XX:SoftRefLRUPolicyMSPerMB clear it earlier.',
  somehow:
    'Fix: see first whether it stays (jcmd <pid> GC.class_histogram collects, and counts java.lang.ref.SoftReference and java.lang.ref.Finalizer too): no strong reference was found. If a cache holds it softly, bound the cache (Caffeine with maximumSize); if it waits for its finalize(), close it explicitly.',
} as const;

const HEAP_DUMP =
  'take a heap dump (jcmd <pid> GC.heap_dump FILE), open it in Eclipse MAT and look at the dominator tree: static collections, ThreadLocals and listeners are the usual holders. The process stands still while the file is written, and the file is about as large as the live heap: not where a probe would restart the pod, nor on a full disk.';

/** What the JDK keeps until a call takes it out: nothing of it can be bounded. */
const OF_JDK = {
  mbeans:
    'Fix: unregister each MBean when what it stands for ends (MBeanServer.unregisterMBean, on every path): the MBean server of the JVM keeps it until then.',
  'shutdown-hooks':
    'Fix: add one shutdown hook for all, or take each out with what it was for (Runtime.removeShutdownHook): the JVM keeps it until it exits.',
  'files-to-delete':
    'Fix: delete temporary files when they are done with instead of calling deleteOnExit(): the JVM keeps each name until it exits.',
  loggers:
    'Fix: name loggers by class, and put what differs with each request into the message or the MDC: a logger stays under its name.',
  jars: 'Fix: close what was opened by the URL of a jar, and call setUseCaches(false) on its connection, or close its URLClassLoader: the JVM keeps the file open until then.',
} as const;

/** What to change where the chain shows more than a collection; undefined where the habit says what to do. */
function keptFix({ owner, through, library, thread, weakKeys, statements }: Keeper): string | undefined {
  if (statements === true)
    return `Fix: close statements and result sets with the work that opened them (try-with-resources)${owner === undefined ? '' : `, and take them out of ${owner}`}.`;
  const of = owner === undefined ? '' : ` of ${owner}`;
  switch (through) {
    case 'caffeine':
      return `Fix: set maximumSize or expireAfterAccess on the Caffeine builder${of}: without a bound it keeps what was put in.${weakKeys === true ? ' Weak keys are no bound where a value leads to its own key.' : ''}`;
    case 'guava':
      return `Fix: set maximumSize or expireAfterAccess on the CacheBuilder${of}: without a bound it keeps what was put in.`;
    case 'thread-local':
      return `Fix: call remove() on the ThreadLocal at the end of each task${owner === undefined ? '' : ` (its value leads to ${owner})`}: the threads${thread === undefined ? '' : ` ${thread}`} live on and keep what it holds.`;
    case 'executor':
      return `Fix: bound the queue of the executor${of}${of === '' && thread !== undefined ? ` of the threads ${thread}` : ''}, and cancel tasks that are no longer needed (a scheduled executor keeps cancelled ones until they are due: setRemoveOnCancelPolicy(true)).`;
    case 'future':
      return `Fix: complete the future${owner === undefined ? '' : ` ${owner}`}, or add no callback to it with each request: it keeps all of them until it completes.`;
    case 'references':
      return 'Fix: what is no longer used is cleaned up in one thread, slower than it is made: close it explicitly (try-with-resources), and do no slow work in the cleaning action or finalize().';
    case 'mbeans':
    case 'shutdown-hooks':
    case 'files-to-delete':
    case 'loggers':
    case 'jars':
      return OF_JDK[through];
    case 'virtual-threads':
      return `Fix: let the virtual threads${of} end: whatever they wait for needs a time after which they give up, or someone who ends it on every path. jcmd <pid> Thread.dump_to_file FILE shows the line at which they wait.`;
    case 'library':
      return `Fix: empty or close the ${library ?? 'library’s object'} in ${owner ?? 'the field that refers to it'} when its work is done, or bound it by its own settings: what grows lies inside the library.`;
    case 'collection':
    case undefined:
      return undefined;
  }
}

/** A recording is there already: its next dump says what keeps the objects, for less than a heap dump costs. */
const ASK_RECORDING =
  'Fix: let the next dump of the recording name what keeps them (jcmd <pid> JFR.dump path-to-gc-roots=true filename=FILE: all threads stop while it walks the heap).';

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
    fix: 'Fix: release class loaders that are no longer used (plugins, scripts, generated proxies), and set -XX:MaxMetaspaceSize, so that an OutOfMemoryError comes before a kill.',
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
  },
  exactHeap: 'jvm_gc_live_data_size_bytes',
  collectNow: (pod) => `let ${pod} collect all of its heap at a quiet moment (jcmd <pid> GC.run)`,
  heapFix(suspect) {
    if (suspect?.keptByValue === true) return WEAK_FIX;
    if (suspect?.unheld !== undefined) return UNHELD[suspect.unheld];
    const kept = suspect?.keeper && keptFix(suspect.keeper);
    if (kept !== undefined) return kept;
    const owner = suspect?.keeper?.owner;
    const whose = owner === undefined ? '' : ` ${owner}`;
    switch (suspect?.habit) {
      case 'cache':
      case 'map':
        return `Fix: bound the ${suspect.habit}${whose} (Caffeine with maximumSize or expireAfterAccess instead of a Map that only grows).`;
      case 'buffer':
        return `Fix: bound the buffer or queue${whose}, and drain it on every path.`;
      case 'subscription':
        return `Fix: remove the listener${owner === undefined ? '' : ` from ${owner}`} when its owner goes away, or hold it by a weak reference.`;
      case undefined:
        if (owner !== undefined) return `Fix: take out of ${owner} what is done with, on every path, or bound it.`;
        return suspect?.holderUnasked === true
          ? `${ASK_RECORDING} Where that is not enough, ${HEAP_DUMP}`
          : `Fix: ${HEAP_DUMP}`;
    }
  },
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
