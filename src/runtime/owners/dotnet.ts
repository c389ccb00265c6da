import type { Bytes } from '../../measurement/bytes.ts';
import { FLOOR, is, otel, own } from '../candidate.ts';
import { bounded, change, type GrowthCauses, grew, UNPROVEN } from '../growth-causes.ts';
import type { Figures, Parts } from '../memory-parts.ts';
import { heapParts, type MemorySplit } from '../memory-split.ts';
import type { MemoryOwner } from '../runtime-definition.ts';
import type { HeapSetting } from '../runtime-words.ts';
import { ownedByThreads } from '../thread-memory.ts';
import { NO_COLLECTOR } from './allocator.ts';
import { type OwnWords, ownerPlan, ownerWords } from './guide.ts';

/** The label of a generation, as .NET 9 writes it and as the semantic conventions have it. */
const GENERATIONS = ['gc_heap_generation', 'dotnet_gc_heap_generation'] as const;

/** Percent of the container for the heap: the rest is left to what is not heap. The runtime's own default is 75. */
const PERCENT = 70;

/** The variable of the environment is read as hexadecimal. */
function hardLimit(_limit: Bytes): HeapSetting {
  return {
    name: 'DOTNET_GCHeapHardLimitPercent',
    value: PERCENT.toString(16).toUpperCase(),
    said: `${PERCENT} %, in hexadecimal`,
  };
}

const WORDS: OwnWords = {
  heap: 'the managed heap',
  live: 'what lives in the managed heap',
  exposing:
    'serve the metrics of the runtime on /metrics (prometheus-net with UseMetricServer(), or OpenTelemetry’s Prometheus exporter with AddRuntimeInstrumentation()) and let Prometheus scrape it',
  exposingOtel: 'add the meter System.Runtime (or OpenTelemetry.Instrumentation.Runtime before .NET 9) to the service',
  heapFix:
    'Fix: compare two dumps of dotnet-gcdump, taken some minutes apart: static collections, event handlers that are never removed, timers and an IMemoryCache without SizeLimit are the usual holders.',
  byHand:
    'The runtime serves no heap profile: collect two dumps with dotnet-gcdump (dotnet-gcdump collect -p 1), taken some minutes apart, and compare them by type.',
  native: {
    native: {
      what: 'native libraries, thread stacks and pinned buffers',
      fix: 'Fix: dispose what holds native memory (streams, images, database handles) with the work that opened it; look at threads that are never ended.',
      see: (pod) =>
        `To see it, run dotnet-stack report on ${pod} for its threads, and compare two readings of /proc/<pid>/smaps_rollup.`,
      proof: 'After the fix RSS minus the managed heap is level at the same traffic.',
    },
  },
  kept: {
    steps: [
      'Now: nothing refers to what grew, so that a heap dump shows no growth: it is free space between objects, most often of the large object heap (85,000 bytes and more), which is not compacted by itself. dotnet.gc.last_collection.heap.fragmentation.size shows it by generation (loh, gen2).',
      'Fix: rent large buffers from ArrayPool (or RecyclableMemoryStream) instead of allocating them, and do not pin for long; set DOTNET_GCConserveMemory to a value of 1 to 9, or GCSettings.LargeObjectHeapCompactionMode = CompactOnce before a full collection, which compacts it.',
    ],
    proof: 'Afterwards the fragmentation of the heap falls, and memory that is committed falls with it.',
  },
  slimmer:
    'If memory must not rise, use the workstation collector (DOTNET_gcServer=0) or DOTNET_GCConserveMemory, and smaller caches.',
  heapSetting: hardLimit,
};

/** What is free between objects is committed as well: what of it is no room at the end of the heap. */
function withHoles(figures: Figures): Parts {
  const parts = heapParts(figures);
  const { 'heap-free': free, 'heap-committed': committed } = figures;
  if (free === undefined) return parts;
  const holes = committed === undefined ? free : Math.min(free, parts.idle ?? 0);
  return { ...parts, idle: committed === undefined ? 0 : (parts.idle ?? 0) - holes, holes };
}

const memory: MemorySplit = {
  counter: 'The .NET runtime',
  names: {
    'live-heap': 'live objects',
    garbage: 'garbage in the heap',
    heap: 'managed heap in use',
    idle: 'managed heap, empty and committed',
    holes: 'free space between objects of the managed heap (fragmentation)',
    unexplained: 'native (libraries, thread stacks, the runtime itself)',
  },
  needs: ['heap-used'],
  complete: ['live-heap', 'heap-used'],
  refines: ['heap-committed', 'heap-free'],
  split: withHoles,
  leastResident: ['idle', 'holes', 'garbage', 'heap', 'live-heap'],
};

/** In a container the heap is bounded at three quarters of the limit unless set: what lies above live objects is room. */
const causes: GrowthCauses = (from, to, context) => {
  const rest = change(from, to, 'unexplained');
  const threads = ownedByThreads(from, to, rest, context);
  return [
    grew('heap', change(from, to, 'live-heap')),
    grew('unproven-heap', change(from, to, 'heap'), UNPROVEN),
    bounded('room', change(from, to, 'garbage', 'idle')),
    grew('kept', change(from, to, 'holes')),
    grew('threads', threads),
    grew('native', rest - threads),
  ];
};

/** Free space between objects, by generation. */
const FREE = 'dotnet.gc.last_collection.heap.fragmentation.size';
const FREE_BEFORE_9 = 'process.runtime.dotnet.gc.heap.fragmentation.size';

/** The sizes of generations include what is free between objects; `objects.size` and the total of prometheus-net do not. */
const heapUsed = (rest: typeof FLOOR | Record<string, never>) => [
  own('dotnet_total_memory_bytes', rest),
  own('dotnet_gc_heap_size_bytes', { ...rest, parts: ['gc_generation', 'generation'] }),
  otel('dotnet.gc.last_collection.heap.size', { ...rest, parts: GENERATIONS, less: FREE }),
  otel('process.runtime.dotnet.gc.objects.size', rest),
  otel('process.runtime.dotnet.gc.heap.size', { ...rest, parts: 'generation', less: FREE_BEFORE_9 }),
];

/**
 * prometheus-net, its DotNetRuntime, and OpenTelemetry’s of .NET before and since version 9: names by their documents. Not
 * run here. Only a collection of the second generation looks at what lives long: others are not counted.
 */
export const dotnet: MemoryOwner<'dotnet'> = {
  name: 'dotnet',
  metrics: {
    signs: [
      'dotnet_total_memory_bytes',
      'dotnet_gc_heap_size_bytes',
      'dotnet_collection_count_total',
      'dotnet.gc.last_collection.heap.size',
      'process.runtime.dotnet.gc.heap.size',
    ],
    exporters: 'prometheus-net',
    prefix: 'dotnet_',
    tooFine: /^dotnet_(jit|exceptions|contention|sockets|threadpool|kestrel)_/,
    version: undefined,
    names: {
      'process-rss': [own('process_working_set_bytes'), otel('dotnet.process.memory.working_set')],
      threads: [own('process_num_threads')],
      'live-heap': heapUsed(FLOOR),
      'heap-used': heapUsed({}),
      'heap-committed': [
        otel('dotnet.gc.last_collection.memory.committed_size'),
        otel('process.runtime.dotnet.gc.committed_memory.size'),
      ],
      'heap-free': [otel(FREE, { parts: GENERATIONS }), otel(FREE_BEFORE_9, { parts: 'generation' })],
      collections: [
        own('dotnet_collection_count_total', { reading: 'counter', matchers: [is('generation', '2')] }),
        own('dotnet_gc_collection_count_total', {
          reading: 'counter',
          matchers: [is('gc_generation', '2')],
          parts: ['gc_reason', 'gc_type'],
        }),
        ...GENERATIONS.map((label) =>
          otel('dotnet.gc.collections', { reading: 'counter', matchers: [is(label, 'gen2')] }),
        ),
        otel('process.runtime.dotnet.gc.collections.count', {
          reading: 'counter',
          matchers: [is('generation', 'gen2')],
        }),
      ],
    },
  },
  memory,
  causes,
  words: ownerWords(WORDS),
  collector: NO_COLLECTOR,
  plan: ownerPlan(WORDS, memory),
};
