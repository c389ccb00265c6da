import { type Bytes, MiB } from '../../src/measurement/bytes.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../src/measurement/duration.ts';

/** What the service does wrong, if anything. */
export const SCENARIOS = [
  'heap-leak',
  'goroutine-leak',
  'timer-leak',
  'native-growth',
  'limit-too-small',
  'burst',
  'warm-up',
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

/** How long a leaking container lives: about 45 s, 3 min or 8 min. */
export const PACES = ['fast', 'medium', 'slow'] as const;
export type Pace = (typeof PACES)[number];

/** What a pace means for lives, requests and everybody who watches. */
export interface Timing {
  readonly life: Milliseconds;
  /** Levels of an order book: a faster leak takes bigger books, not only more requests. */
  readonly depth: number;
  readonly scrapeInterval: Milliseconds;
  /** Wait between a container's end and its next start. */
  readonly backOff: Milliseconds;
}

export const TIMINGS: Readonly<Record<Pace, Timing>> = {
  fast: { life: 45 * SECOND, depth: 1000, scrapeInterval: SECOND, backOff: SECOND },
  medium: { life: 3 * MINUTE, depth: 400, scrapeInterval: 5 * SECOND, backOff: 5 * SECOND },
  slow: { life: 8 * MINUTE, depth: 200, scrapeInterval: 15 * SECOND, backOff: 10 * SECOND },
};

/** Reports that are built in memory before they are sent. */
export interface ReportTraffic {
  /** Mean distance of two reports on one pod; the actual ones are exponentially distributed. */
  readonly every: Milliseconds;
  readonly bytes: Bytes;
  /** How long the service takes to build one. */
  readonly over: Milliseconds;
  readonly pods: 'busiest' | 'all';
}

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  /** The kind of finding that is right. */
  readonly finding: string;
  readonly limit: Bytes;
  /** Environment of the service, without what the supervisor sets itself. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the cache may fill in the faulty revision, where its bound matters. */
  readonly cacheBytes?: Bytes;
  /** What differs in the revision before the roll-out. */
  readonly before: Readonly<Record<string, string>>;
  /** Bytes that requests for books never seen before add to the busiest pod in one life. */
  readonly growthPerLife: Bytes;
  /** Bytes that one such request leaves behind, by the depth of the book. */
  readonly keptPerBook: (depth: number) => Bytes;
  /** Traffic of every other pod, as a share of the busiest pod's. */
  readonly siblingShare: number;
  readonly reports?: ReportTraffic;
  /** Restart every container in place (exit status 0) so often, this far apart, after the roll-out. */
  readonly restarts?: { readonly count: number; readonly every: Milliseconds };
}

/** 40 bytes a level in the copy that the cache makes, and about 12 for the venue's name that the decoder allocates. */
const keptInCache = (depth: number): Bytes => 52 * depth;

const healthy = {
  MARKETS_CACHE_BOUND: '300',
  MARKETS_REFERENCE_BYTES: String(8 * MiB),
  MARKETS_WORKERS: '120',
  MARKETS_FAULT: 'none',
  GOGC: '50',
};

const scenarios: readonly Scenario[] = [
  {
    name: 'heap-leak',
    title: 'A cache without a bound: MarketsValueCache keeps every book it was ever asked for',
    finding: 'heap-leak',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_CACHE_BOUND: '0' },
    before: healthy,
    growthPerLife: 120 * MiB,
    keptPerBook: keptInCache,
    siblingShare: 0.012,
  },
  {
    name: 'goroutine-leak',
    title: 'A hedged query: the slower of two goroutines stays blocked in a send that nobody receives',
    finding: 'goroutine-leak',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_FAULT: 'goroutine-leak' },
    before: healthy,
    growthPerLife: 120 * MiB,
    keptPerBook: (depth) => 140 * depth + 12_000,
    siblingShare: 0.012,
  },
  {
    name: 'timer-leak',
    title: 'A timer for each book, never stopped: the timer heap keeps the books for a day',
    finding: 'heap-leak',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_FAULT: 'timer-leak' },
    before: healthy,
    growthPerLife: 120 * MiB,
    keptPerBook: keptInCache,
    siblingShare: 0.012,
  },
  {
    name: 'native-growth',
    title: 'Memory mapped outside the Go heap and never unmapped: no heap profile shows it',
    finding: 'native-growth',
    limit: 160 * MiB,
    environment: { ...healthy, MARKETS_FAULT: 'native-growth' },
    before: healthy,
    growthPerLife: 115 * MiB,
    keptPerBook: (depth) => 16 * depth,
    siblingShare: 0.012,
  },
  {
    name: 'limit-too-small',
    title: 'No growth: the reference data alone fill most of the limit, and two reports at once pass it',
    finding: 'limit-too-small',
    limit: 128 * MiB,
    environment: { ...healthy, MARKETS_REFERENCE_BYTES: String(60 * MiB) },
    before: healthy,
    growthPerLife: 20 * MiB,
    keptPerBook: keptInCache,
    siblingShare: 0.5,
    reports: { every: 45 * SECOND, bytes: 8 * MiB, over: 6 * SECOND, pods: 'all' },
  },
  {
    name: 'burst',
    title: 'Flat, then a report of four times the usual size hits the limit within half a minute',
    finding: 'burst',
    limit: 160 * MiB,
    environment: healthy,
    before: healthy,
    growthPerLife: 20 * MiB,
    keptPerBook: keptInCache,
    siblingShare: 0.5,
    reports: { every: 150 * SECOND, bytes: 200 * MiB, over: 25 * SECOND, pods: 'busiest' },
  },
  {
    name: 'warm-up',
    title: 'A cache that fills after each restart and then stays: no leak',
    finding: 'warm-up',
    limit: 160 * MiB,
    environment: healthy,
    cacheBytes: 48 * MiB,
    before: healthy,
    growthPerLife: 120 * MiB,
    keptPerBook: keptInCache,
    siblingShare: 0.6,
    restarts: { count: 3, every: 45 * SECOND },
  },
];

export function scenarioOf(name: ScenarioName): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new RangeError(`no scenario ${name}`);
  return found;
}

/** What the faulty revision is told: the service bounds its cache in books, whose size follows the pace. */
export function environmentOf(scenario: Scenario, timing: Timing): Readonly<Record<string, string>> {
  const { environment, cacheBytes } = scenario;
  if (cacheBytes === undefined) return environment;
  return { ...environment, MARKETS_CACHE_BOUND: String(Math.round(cacheBytes / keptInCache(timing.depth))) };
}

/** Requests a second for books never seen before that the busiest pod gets. */
export function newBooksPerSecond(scenario: Scenario, timing: Timing): number {
  return scenario.growthPerLife / scenario.keptPerBook(timing.depth) / (timing.life / SECOND);
}
