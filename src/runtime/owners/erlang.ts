import { FLOOR, is, like, own } from '../candidate.ts';
import { bounded, change, type GrowthCauses, grew, UNPROVEN } from '../growth-causes.ts';
import type { MemorySplit } from '../memory-split.ts';
import type { MemoryOwner } from '../runtime-definition.ts';
import { ownedByThreads } from '../thread-memory.ts';
import { NO_COLLECTOR } from './allocator.ts';
import { type OwnWords, ownerPlan, ownerWords } from './guide.ts';

const LEVEL = 'After the fix the part is level at the same traffic.';

const WORDS: OwnWords = {
  heap: 'the heaps of its processes',
  live: 'what its processes keep',
  exposing: 'serve the metrics of prometheus.erl (prometheus_ex) on /metrics and let Prometheus scrape it',
  heapFix:
    'Fix: recon:proc_count(memory, 10) names the largest processes: a mailbox that is not drained, a state that only grows, or processes that are started and never end.',
  byHand:
    'The virtual machine serves no heap profile: compare two readings of recon:proc_count(memory, 10) in a remote shell, taken some minutes apart.',
  native: {
    tables: {
      what: 'ETS tables',
      fix: 'Fix: delete rows of ETS tables when they are done with, or bound the table (a time to live, a sweeper): nothing collects them.',
      see: (pod) =>
        `To see it, list the tables of ${pod} by size: [{N, ets:info(N, memory)} || N <- ets:all()] in a remote shell, in words of 8 bytes.`,
      proof: LEVEL,
    },
    buffers: {
      what: 'binaries',
      fix: 'Fix: a long-lived process that seldom collects keeps binaries alive by small references (copy parts with binary:copy/1, hibernate or collect it); recon:bin_leak(10) names the processes.',
      see: (pod) => `To see it, run recon:bin_leak(10) in a remote shell of ${pod}: it collects every process once.`,
      proof: LEVEL,
    },
    code: {
      what: 'loaded code',
      fix: 'Fix: do not compile modules at run time again and again under new names.',
      see: (pod) => `To see it, count length(code:all_loaded()) on ${pod} twice.`,
      proof: LEVEL,
    },
    native: {
      what: 'native code (NIFs, ports)',
      fix: 'Fix: release what NIFs and port drivers allocate: the virtual machine does not count it.',
      see: (pod) => `To see it, compare two readings of /proc/<pid>/smaps_rollup and smaps on ${pod}.`,
      proof: 'After the fix RSS minus what the allocators of the virtual machine hold is level.',
    },
  },
  kept: {
    steps: [
      'Now: recon_alloc:fragmentation(current) in a remote shell names the allocator whose carriers are mostly empty.',
      'Fix: start with +MBas aobf (or +MHas ageffcbf for ETS) and smaller carriers; a limit has to hold the peak.',
    ],
    proof: 'Afterwards erlang_vm_allocators of usage carriers_size falls towards that of blocks_size.',
  },
  slimmer: 'If memory must not rise, bound mailboxes and pools, and hibernate processes that wait long.',
};

const memory: MemorySplit = {
  counter: 'The BEAM',
  names: {
    'live-heap': 'heaps of its processes',
    garbage: 'garbage of its processes',
    heap: 'heaps of its processes, in use',
    tables: 'ETS tables',
    buffers: 'binaries',
    'code-cache': 'loaded code',
    runtime: 'atoms and the virtual machine',
    idle: 'carriers, freed and kept',
    unexplained: 'native (NIFs, ports, thread stacks)',
  },
  needs: ['heap-used'],
  complete: ['live-heap', 'heap-used'],
  refines: ['tables', 'buffers', 'code-cache', 'runtime-sys', 'heap-committed'],
  split(figures) {
    const { 'live-heap': live, 'heap-used': used = 0, tables = 0, buffers = 0 } = figures;
    const { 'code-cache': code = 0, 'runtime-sys': runtime = 0, 'heap-committed': carriers = 0 } = figures;
    const counted = used + tables + buffers + code + runtime;
    const heaps =
      live === undefined ? { heap: used } : { 'live-heap': Math.min(live, used), garbage: Math.max(0, used - live) };
    return { ...heaps, tables, buffers, 'code-cache': code, runtime, idle: Math.max(0, carriers - counted) };
  },
  leastResident: ['idle', 'garbage', 'code-cache', 'runtime', 'buffers', 'tables', 'heap', 'live-heap'],
};

/** Each kind has a cause and a fix of its own; what processes have above their live heaps is collected as they work. */
const causes: GrowthCauses = (from, to, context) => {
  const rest = change(from, to, 'unexplained');
  const threads = ownedByThreads(from, to, rest, context);
  return [
    grew('heap', change(from, to, 'live-heap')),
    grew('unproven-heap', change(from, to, 'heap'), UNPROVEN),
    bounded('room', change(from, to, 'garbage')),
    grew('tables', change(from, to, 'tables')),
    grew('buffers', change(from, to, 'buffers')),
    grew('code', change(from, to, 'code-cache')),
    grew('runtime', change(from, to, 'runtime')),
    grew('kept', change(from, to, 'idle')),
    grew('threads', threads),
    grew('native', rest - threads),
  ];
};

const ofKind = (rest: typeof FLOOR | Record<string, never>) =>
  ['erlang_vm_memory_bytes_total', 'erlang_vm_memory_bytes'].map((metric) =>
    own(metric, { ...rest, matchers: [is('kind', 'processes')] }),
  );
const ofSystem = (usage: string) =>
  ['erlang_vm_memory_system_bytes_total', 'erlang_vm_memory_system_bytes'].map((metric) =>
    own(metric, { matchers: [like('usage', usage)], parts: 'usage' }),
  );

/**
 * prometheus.erl 4 as it printed them (`test/fixtures/owners`), and 5, which has no `_total`, by its documents. With
 * Erlang 25 the sum of all carriers was the anonymous memory of the process: 130 MiB each. PromEx puts the name of its
 * application before its metrics: they are not recognised.
 */
export const erlang: MemoryOwner<'erlang'> = {
  name: 'erlang',
  metrics: {
    signs: ['erlang_vm_memory_bytes_total', 'erlang_vm_memory_bytes', 'erlang_vm_memory_system_bytes_total'],
    exporters: 'prometheus.erl',
    prefix: 'erlang_vm_',
    tooFine: /^erlang_vm_(msacc|dist|time|smp|port|ets|dets)_/,
    version: undefined,
    names: {
      'live-heap': ofKind(FLOOR),
      'heap-used': ofKind({}),
      tables: ofSystem('ets'),
      buffers: ofSystem('binary'),
      'code-cache': ofSystem('code'),
      'runtime-sys': ofSystem('atom|other'),
      'heap-committed': [
        own('erlang_vm_allocators', {
          matchers: [is('usage', 'carriers_size')],
          parts: ['alloc', 'instance_no', 'kind'],
        }),
      ],
      collections: [
        own('erlang_vm_statistics_garbage_collection_number_of_gcs', { reading: 'counter' }),
        own('erlang_vm_statistics_garbage_collection_number_of_gcs_total', { reading: 'counter' }),
      ],
    },
  },
  memory,
  causes,
  words: ownerWords(WORDS),
  collector: NO_COLLECTOR,
  plan: ownerPlan(WORDS, memory),
};
