import { own } from '../candidate.ts';
import type { MemoryOwner } from '../runtime-definition.ts';
import { allocatorCauses, allocatorMemory, NO_COLLECTOR } from './allocator.ts';
import { type OwnWords, ownerPlan, ownerWords } from './guide.ts';

const WORDS: OwnWords = {
  heap: 'the native heap',
  live: 'what is allocated',
  exposing:
    'expose stats.allocated and stats.resident of jemalloc (tikv-jemalloc-ctl) as gauges jemalloc_allocated_bytes and jemalloc_resident_bytes, and let Prometheus scrape it',
  heapFix:
    'Fix: find what is never dropped: reference cycles of Rc and Arc, maps and channels without a bound, tasks that are spawned and never joined.',
  byHand:
    'Serve jemalloc’s profiles (prof:true, rust-jemalloc-pprof) at /debug/pprof/heap and list the address under services[].targets in leakbot.yaml: then the growing lines can be named.',
  native: {
    native: {
      what: 'thread stacks, mappings and code with another allocator',
      fix: 'Fix: look at threads, at memory-mapped files and at C libraries, which use malloc of their own.',
      see: (pod) => `To see it, compare two readings of /proc/<pid>/smaps_rollup and smaps on ${pod}.`,
      proof: 'After the fix RSS minus jemalloc_resident_bytes is level at the same traffic.',
    },
  },
  kept: {
    steps: [
      'Now: start one instance with _RJEM_MALLOC_CONF=background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0 and compare: free pages are given back within seconds then.',
      'Fix: bound the peak that took the memory (batch size, concurrency); what lies scattered among small objects is not given back.',
    ],
    proof: 'With the setting jemalloc_resident_bytes falls towards jemalloc_allocated_bytes.',
  },
  slimmer:
    'If memory must not rise, reduce what the service keeps at rest: smaller caches and pools, fewer worker threads.',
};

const MEMORY = allocatorMemory('The program’s allocator', 'allocated');

/** The statistics of jemalloc as programs expose them, mostly in Rust: the names of several public exporters. Not run here. */
export const rust: MemoryOwner<'rust'> = {
  name: 'rust',
  metrics: {
    signs: ['jemalloc_allocated_bytes', 'jemalloc_resident_bytes', 'jemalloc_active_bytes'],
    exporters: 'gauges of jemalloc’s statistics',
    prefix: 'jemalloc_',
    version: undefined,
    names: {
      'live-heap': [own('jemalloc_allocated_bytes')],
      'heap-committed': [own('jemalloc_resident_bytes'), own('jemalloc_active_bytes')],
    },
  },
  memory: MEMORY,
  causes: allocatorCauses,
  words: ownerWords(WORDS),
  collector: NO_COLLECTOR,
  plan: ownerPlan(WORDS, MEMORY),
};
