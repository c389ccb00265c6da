import { MiB } from '../../../src/measurement/bytes.ts';
import { marketsApi, marketsApiWithC } from '../programs/markets-api.ts';
import { quotaAgent } from '../programs/quota-agent.ts';
import type { GrowthByClock, Scenario } from '../scenario.ts';
import type { Sum } from '../truth.ts';

const healthy = {
  MARKETS_CACHE_BOUND: '300',
  MARKETS_REFERENCE_BYTES: String(8 * MiB),
  MARKETS_WORKERS: '120',
  MARKETS_FAULT: 'none',
  GOGC: '50',
};

const byClock = (perRun: number, setting = 'MARKETS_GROWTH'): GrowthByClock => ({ by: 'clock', perRun, setting });

const WORKING_SET: Sum = { plus: ['container_memory_working_set_bytes'] };
/** What the kernel counts beyond all that Go's runtime has mapped and not given back. */
const OUTSIDE_GO: Sum = {
  plus: ['container_memory_rss', 'go_memstats_heap_released_bytes'],
  minus: ['go_memstats_sys_bytes'],
};
const LIVE_HEAP: Sum = { plus: ['go_gc_heap_live_bytes'] };
/** Live or not, what the heap has in use. */
const HEAP_IN_USE: Sum = { plus: ['go_memstats_heap_inuse_bytes'] };
const STACKS: Sum = { plus: ['go_memstats_stack_inuse_bytes'] };

/** Faults of the Go service that leak at a pace of their own: see cmd/markets-api/faults.go. */
export const marketsJobScenarios: readonly Scenario[] = [
  {
    name: 'native-beside-cache',
    title: 'A library in C is never asked to release what it decoded, while a bounded cache warms up beside it',
    program: marketsApiWithC,
    finding: 'native-growth',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_CACHE_BOUND: '6000', MARKETS_JOBS: 'quickbook,warm-up' },
    before: healthy,
    growth: byClock(115 * MiB),
    siblingShare: 0.25,
    truth: {
      of: WORKING_SET,
      parts: [
        { what: 'memory of C', sum: OUTSIDE_GO, share: [0.7, 1] },
        { what: 'live heap, which is the cache', sum: LIVE_HEAP, share: [0.04, 0.27] },
      ],
    },
  },
  {
    name: 'heap-beside-goroutines',
    title: 'Every quote is kept in an audit trail; some 250 goroutines that wait for an archive are not what matters',
    program: marketsApi,
    finding: 'heap-leak',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_JOBS: 'audit,watchers' },
    before: healthy,
    growth: byClock(85 * MiB),
    siblingShare: 0.25,
    truth: {
      of: WORKING_SET,
      parts: [
        { what: 'live heap', sum: LIVE_HEAP, share: [0.5, 1] },
        { what: 'stacks of goroutines', sum: STACKS, share: [0, 0.05] },
      ],
    },
  },
  {
    name: 'gogc-too-high',
    title: 'GOGC=400: the next collection is due beyond the limit, so garbage fills the container',
    program: marketsApi,
    finding: 'gc-misconfigured',
    limit: 104 * MiB,
    environment: {
      ...healthy,
      MARKETS_REFERENCE_BYTES: String(25 * MiB),
      MARKETS_JOBS: 'render',
      GOGC: '400',
    },
    before: { ...healthy, MARKETS_REFERENCE_BYTES: String(25 * MiB) },
    growth: byClock(85 * MiB, 'MARKETS_GARBAGE'),
    siblingShare: 0.25,
    truth: {
      of: WORKING_SET,
      parts: [
        // More than the growth: buffers of the profiler that are in use without ever having been touched.
        { what: 'heap in use', sum: HEAP_IN_USE, share: [0.8, 2] },
        { what: 'live heap', sum: LIVE_HEAP, share: [-0.1, 0.1] },
        { what: 'collections', sum: { plus: ['go_gc_duration_seconds_count'] }, share: [0, 0] },
      ],
    },
  },
  {
    name: 'gomemlimit-leak',
    title: 'GOGC=off with GOMEMLIMIT: garbage fills the heap up to the limit early, and a leak takes its place',
    program: marketsApi,
    finding: 'heap-leak',
    limit: 144 * MiB,
    environment: {
      ...healthy,
      MARKETS_JOBS: 'audit,render',
      MARKETS_GARBAGE: String(6 * MiB),
      GOGC: 'off',
      GOMEMLIMIT: '112MiB',
    },
    before: { ...healthy, GOGC: 'off', GOMEMLIMIT: '112MiB' },
    growth: byClock(115 * MiB),
    siblingShare: 0.25,
    truth: {
      // The working set stands at the goal for most of a run, so the live heap grows by more than it does.
      of: LIVE_HEAP,
      parts: [{ what: 'working set', sum: WORKING_SET, share: [0, 0.6] }],
    },
  },
  {
    name: 'unclosed-bodies',
    title: 'The bodies of HTTP responses are never closed: each keeps a connection, its buffers and two goroutines',
    program: marketsApi,
    finding: 'goroutine-leak',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_JOBS: 'probe' },
    before: healthy,
    growth: byClock(110 * MiB),
    siblingShare: 0.25,
    truth: {
      of: WORKING_SET,
      parts: [
        { what: 'stacks of goroutines', sum: STACKS, share: [0.1, 0.4] },
        { what: 'live heap, which is their buffers', sum: LIVE_HEAP, share: [0.4, 0.9] },
      ],
    },
  },
  {
    name: 'memory-volume',
    title: 'Files in a volume in memory are never removed, and outlive the container that wrote them',
    program: marketsApi,
    finding: 'shared-memory',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_JOBS: 'scratch' },
    before: healthy,
    growth: byClock(125 * MiB),
    siblingShare: 0.25,
    volume: { at: '/scratch', bytes: 512 * MiB },
    truth: {
      of: WORKING_SET,
      parts: [
        {
          what: 'files that are no page cache',
          sum: {
            plus: ['container_memory_cache'],
            minus: ['container_memory_total_active_file_bytes', 'container_memory_total_inactive_file_bytes'],
          },
          share: [0.9, 1.05],
        },
        { what: 'anonymous memory', sum: { plus: ['container_memory_rss'] }, share: [-0.05, 0.1] },
      ],
    },
  },
  {
    name: 'side-car',
    title:
      'A leak in a service with the metrics that client_golang serves by default, beside a side-car with more of them',
    program: marketsApi,
    finding: 'heap-leak',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_JOBS: 'audit', MARKETS_DEFAULT_METRICS: 'true' },
    before: { ...healthy, MARKETS_DEFAULT_METRICS: 'true' },
    growth: byClock(90 * MiB),
    siblingShare: 0.25,
    sideCar: quotaAgent,
    truth: {
      of: WORKING_SET,
      parts: [{ what: 'heap in use', sum: HEAP_IN_USE, share: [0.8, 1.1] }],
    },
  },
  {
    name: 'limit-raised',
    title: 'The limit is raised in place after the second kill: the leak goes on to the new one',
    program: marketsApi,
    finding: 'heap-leak',
    limit: 112 * MiB,
    environment: { ...healthy, MARKETS_JOBS: 'audit' },
    before: healthy,
    growth: byClock(130 * MiB),
    siblingShare: 0.25,
    calledAfterKills: 3,
    raise: { afterKills: 2, to: 192 * MiB },
    truth: { of: WORKING_SET, parts: [{ what: 'live heap', sum: LIVE_HEAP, share: [0.5, 1] }] },
  },
  {
    name: 'fix-rolled-out',
    title: 'A leak that a later release fixes: after its roll-out nothing grows',
    program: marketsApi,
    finding: 'heap-leak',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_JOBS: 'audit' },
    before: healthy,
    growth: byClock(130 * MiB),
    siblingShare: 0.25,
    // Live, the report is written before the fix; to see it confirmed takes half an hour.
    calledAfterKills: 1,
    fix: { afterKills: 2 },
    truth: { of: WORKING_SET, parts: [{ what: 'live heap', sum: LIVE_HEAP, share: [0.5, 1] }] },
  },
];
