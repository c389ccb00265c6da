import { type Bytes, KiB, MiB } from '../../../src/measurement/bytes.ts';
import { SECOND } from '../../../src/measurement/duration.ts';
import { marketsApi } from '../programs/markets-api.ts';
import type { Scenario } from '../scenario.ts';

/** 40 bytes a level in the copy that the cache makes, and about 12 for the venue's name that the decoder allocates. */
const keptInCache = (depth: number): Bytes => 52 * depth;

const healthy = {
  MARKETS_CACHE_BOUND: '300',
  MARKETS_REFERENCE_BYTES: String(8 * MiB),
  MARKETS_WORKERS: '120',
  MARKETS_FAULT: 'none',
  GOGC: '50',
};

/** What can go wrong with the Go service. */
export const marketsScenarios: readonly Scenario[] = [
  {
    name: 'heap-leak',
    title: 'A cache without a bound: MarketsValueCache keeps every book it was ever asked for',
    program: marketsApi,
    finding: 'heap-leak',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_CACHE_BOUND: '0' },
    before: healthy,
    growth: { by: 'requests', perRun: 120 * MiB, keptPerBook: keptInCache },
    siblingShare: 0.012,
  },
  {
    name: 'goroutine-leak',
    title: 'A hedged query: the slower of two goroutines stays blocked in a send that no one receives',
    program: marketsApi,
    finding: 'goroutine-leak',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_FAULT: 'goroutine-leak' },
    before: healthy,
    growth: { by: 'requests', perRun: 120 * MiB, keptPerBook: (depth) => 140 * depth + 12_000 },
    siblingShare: 0.012,
  },
  {
    name: 'timer-leak',
    title: 'A timer for each book, never stopped: the timer heap keeps the books for a day',
    program: marketsApi,
    finding: 'heap-leak',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_FAULT: 'timer-leak' },
    before: healthy,
    growth: { by: 'requests', perRun: 120 * MiB, keptPerBook: keptInCache },
    siblingShare: 0.012,
  },
  {
    name: 'native-growth',
    title: 'Memory mapped outside the Go heap and never unmapped: no heap profile shows it',
    program: marketsApi,
    finding: 'native-growth',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_FAULT: 'native-growth' },
    before: healthy,
    growth: { by: 'requests', perRun: 115 * MiB, keptPerBook: (depth) => 16 * depth },
    siblingShare: 0.012,
  },
  {
    name: 'limit-too-small',
    title: 'No growth: the reference data alone fill most of the limit, and two reports at once pass it',
    program: marketsApi,
    finding: 'limit-too-small',
    limit: 128 * MiB,
    environment: { ...healthy, MARKETS_REFERENCE_BYTES: String(60 * MiB) },
    before: healthy,
    growth: { by: 'requests', perRun: 20 * MiB, keptPerBook: keptInCache },
    siblingShare: 0.5,
    reports: { every: 45 * SECOND, bytes: 8 * MiB, over: 6 * SECOND, pods: 'all' },
  },
  {
    name: 'burst',
    title: 'Flat, then a report of four times the usual size hits the limit within half a minute',
    program: marketsApi,
    finding: 'burst',
    calledAfterKills: 1,
    limit: 160 * MiB,
    environment: healthy,
    before: healthy,
    growth: { by: 'requests', perRun: 20 * MiB, keptPerBook: keptInCache },
    siblingShare: 0.5,
    // A kill in the first seconds would be the only thing there is to see: no one could distinguish it from a fast leak.
    reports: { every: 90 * SECOND, after: 45 * SECOND, bytes: 200 * MiB, over: 25 * SECOND, pods: 'busiest' },
  },
  {
    name: 'warm-up',
    title: 'A cache that fills after each restart and then stays: no leak',
    program: marketsApi,
    finding: 'warm-up',
    calm: true,
    limit: 160 * MiB,
    environment: healthy,
    // The service bounds its cache in books, whose size follows the pace.
    paced: ({ depth }) => ({ MARKETS_CACHE_BOUND: String(Math.round((48 * MiB) / keptInCache(depth))) }),
    before: healthy,
    growth: { by: 'requests', perRun: 120 * MiB, keptPerBook: keptInCache },
    siblingShare: 0.6,
    restarts: { count: 3, every: 45 * SECOND },
  },
  {
    name: 'page-cache',
    title:
      'The working set nears the limit, but most of it is the page cache of a spool file that is read again and again',
    program: marketsApi,
    finding: 'page-cache',
    calm: true,
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_FAULT: 'page-cache', MARKETS_SPOOL_BYTES: String(120 * MiB) },
    before: healthy,
    growth: { by: 'requests', perRun: 120 * MiB, keptPerBook: (depth) => 24 * depth },
    siblingShare: 0.8,
  },
  {
    name: 'load-driven',
    title:
      'Memory follows the traffic, which swings, and comes back with it: sessions end after a while without a request',
    program: marketsApi,
    finding: 'load-driven',
    calm: true,
    limit: 192 * MiB,
    // Small books: what a session keeps is its statement.
    environment: { ...healthy, MARKETS_FAULT: 'load-driven', MARKETS_DEPTH: '50' },
    paced: ({ life }) => ({ MARKETS_SESSION_SECONDS: String(Math.round(life / 9 / SECOND)) }),
    before: { ...healthy, MARKETS_DEPTH: '50' },
    growth: { by: 'requests', perRun: 640 * MiB, keptPerBook: () => 96 * KiB },
    siblingShare: 0.6,
    swing: { period: 0.8, least: 0.1 },
  },
  {
    name: 'gomemlimit-too-low',
    title: 'More reference data than GOMEMLIMIT was set for: the collector runs without end and frees nothing',
    program: marketsApi,
    finding: 'gc-misconfigured',
    calm: true,
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_REFERENCE_BYTES: String(60 * MiB), GOMEMLIMIT: '48MiB', GOMAXPROCS: '1' },
    before: { ...healthy, GOMEMLIMIT: '48MiB', GOMAXPROCS: '1' },
    growth: { by: 'requests', perRun: 20 * MiB, keptPerBook: keptInCache },
    siblingShare: 0.3,
  },
];
