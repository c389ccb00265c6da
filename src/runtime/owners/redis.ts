import { like, own } from '../candidate.ts';
import type { MemoryOwner } from '../runtime-definition.ts';
import { allocatorCauses, allocatorMemory, NO_COLLECTOR } from './allocator.ts';
import { type OwnWords, ownerPlan, ownerWords } from './guide.ts';

const KEYS =
  'give keys a time to live; redis-cli --bigkeys and --memkeys name the keys that grew, MEMORY STATS shows what else counts (clients, replication backlog, scripts).';

const WORDS: OwnWords = {
  heap: 'the data of Redis',
  live: 'what Redis has allocated',
  exposing:
    'run redis_exporter as a side-car and let Prometheus scrape it: its figures are recognised by redis_memory_used_rss_bytes',
  heapFix: `Fix: set maxmemory to three quarters of the limit with an eviction policy (maxmemory-policy allkeys-lru for a cache), and ${KEYS}`,
  dataBound: {
    option: 'maxmemory',
    evicts: 'Redis evicts keys (maxmemory-policy allkeys-*)',
    see: 'redis-cli CONFIG GET maxmemory-policy: with allkeys-* it is a cache that fills, with volatile-* only keys with a time to live are evicted, with noeviction writes fail there',
    set: (mebibytes) => `redis-cli CONFIG SET maxmemory ${mebibytes}mb, and the same in redis.conf or its arguments`,
    beyond: 'A snapshot or a rewrite of the append-only file copies the pages that are written meanwhile.',
    fix: `Fix: ${KEYS}`,
  },
  byHand:
    'Redis serves no heap profile: compare two readings of MEMORY STATS and of redis-cli --memkeys, taken some minutes apart.',
  native: {
    native: {
      what: 'what its allocator does not count',
      fix: 'Fix: leave room for the copy that a snapshot or a rewrite of the append-only file makes: pages that are written meanwhile are doubled.',
      see: (pod) => `To see it, compare INFO memory with /proc/<pid>/smaps_rollup on ${pod} during a snapshot.`,
      proof: 'After the change RSS minus redis_allocator_resident_bytes is level at the same traffic.',
    },
  },
  kept: {
    steps: [
      'Now: run MEMORY PURGE in redis-cli and look at redis_allocator_resident_bytes: pages that are free as a whole are given back at once.',
      'Fix: what lies scattered only moves with CONFIG SET activedefrag yes; a limit has to hold the peak, not the average.',
    ],
    proof: 'Afterwards redis_allocator_resident_bytes falls towards redis_memory_used_bytes.',
  },
  slimmer:
    'If memory must not rise, lower maxmemory, and bound the output buffers of clients (client-output-buffer-limit).',
};

const MEMORY = allocatorMemory('Redis', 'allocated by Redis (data, clients, buffers)');

/**
 * As redis_exporter reports the INFO of Redis, of Valkey and of KeyDB: the names that it printed (`test/fixtures/owners`).
 * Redis 7.0: allocator_resident follows the resident memory of the process within some MiB.
 */
export const redis: MemoryOwner<'redis'> = {
  name: 'redis',
  metrics: {
    signs: ['redis_memory_used_bytes', 'redis_memory_used_rss_bytes', 'redis_allocator_allocated_bytes'],
    exporters: 'redis_exporter',
    ofProgram: true,
    byExporter: true,
    resident: 'redis_memory_used_rss_bytes',
    prefix: 'redis_',
    tooFine: /^redis_(?!memory_|mem_|allocator_)/,
    version: undefined,
    names: {
      'process-rss': [own('redis_memory_used_rss_bytes')],
      'live-heap': [own('redis_memory_used_bytes'), own('redis_allocator_allocated_bytes')],
      'heap-committed': [own('redis_allocator_resident_bytes')],
      'data-max': [own('redis_memory_max_bytes'), own('redis_config_maxmemory')],
      evicts: [own('redis_instance_info', { matchers: [like('maxmemory_policy', 'allkeys-.+')] })],
    },
  },
  memory: MEMORY,
  causes: allocatorCauses,
  words: ownerWords(WORDS),
  collector: NO_COLLECTOR,
  plan: ownerPlan(WORDS, MEMORY),
};
