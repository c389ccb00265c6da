import type { Bytes } from '../../src/measurement/bytes.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../src/measurement/duration.ts';
import type { Program, SideCar } from './programs/program.ts';
import type { Truth } from './truth.ts';

/** What the service does wrong, if anything. */
export const SCENARIOS = [
  'heap-leak',
  'goroutine-leak',
  'timer-leak',
  'native-growth',
  'limit-too-small',
  'burst',
  'warm-up',
  'page-cache',
  'load-driven',
  'gomemlimit-too-low',
  'jvm-heap-leak',
  'jvm-heap-past-limit',
  'node-listener-leak',
  'python-leak',
  'native-beside-cache',
  'heap-beside-goroutines',
  'gogc-too-high',
  'gomemlimit-leak',
  'unclosed-bodies',
  'jvm-thread-leak',
  'jvm-class-loaders',
  'node-buffers',
  'python-threads',
  'python-native',
  'memory-volume',
  'side-car',
  'limit-raised',
  'fix-rolled-out',
  'jvm-thread-local',
  'jvm-direct-buffers',
  'jvm-kotlin-listeners',
  'jvm-caffeine',
  'jvm-spring-boot',
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

/** How long a run of a leaking container takes: about 45 s, 3 min or 8 min. */
export const PACES = ['fast', 'medium', 'slow'] as const;
export type Pace = (typeof PACES)[number];

/** What a pace means for lives, requests and everyone who watches. */
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
  /** No one asks for one sooner than this after the start of the lab. */
  readonly after?: Milliseconds;
  readonly bytes: Bytes;
  /** How long the service takes to build one. */
  readonly over: Milliseconds;
  readonly pods: 'busiest' | 'all';
}

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  readonly program: Program;
  /** The kind of finding that is right. */
  readonly finding: string;
  readonly limit: Bytes;
  /** Environment of the service, without what the supervisor sets itself. */
  readonly environment: Readonly<Record<string, string>>;
  /** What of the faulty revision's environment follows the pace. */
  readonly paced?: (timing: Timing) => Readonly<Record<string, string>>;
  /** What differs in the revision before the roll-out. */
  readonly before: Readonly<Record<string, string>>;
  /** What makes the memory of the busiest pod grow. */
  readonly growth: GrowthByRequests | GrowthByClock;
  /** Growth of every other pod, as a share of the busiest pod's. */
  readonly siblingShare: number;
  readonly reports?: ReportTraffic;
  /** Traffic rises from a share of its peak and falls back to it; the period is a share of a life. */
  readonly swing?: { readonly period: number; readonly least: number };
  /** Live, so many kills happen before the alert goes through; two when it is left out. */
  readonly calledAfterKills?: number;
  /** Nothing is killed: someone asks how the service is. */
  readonly calm?: true;
  /** Restart every container in place (exit status 0) so often, this far apart, after the roll-out. */
  readonly restarts?: { readonly count: number; readonly every: Milliseconds };
  /** A container that runs beside the service's in every pod. */
  readonly sideCar?: SideCar;
  /** Where the pod has a volume in memory, which outlives its containers. */
  readonly volume?: { readonly at: string; readonly bytes: Bytes };
  /** After so many kills the limit is raised in place: pods and their names stay. */
  readonly raise?: { readonly afterKills: number; readonly to: Bytes };
  /** After so many kills the release in which the fault is fixed is rolled out. */
  readonly fix?: { readonly afterKills: number };
  /**
   * What the growth of a run of the busiest pod consists of, by arithmetic on the recorded samples: checked of each
   * recording. See `truth.ts`.
   */
  readonly truth?: Truth;
  /** Why Leakbot does not end in the right finding yet. A test fails as soon as it does, so that this is removed. */
  readonly pending?: string;
}

/** Each request for a book never seen before leaves something behind. */
export interface GrowthByRequests {
  readonly by: 'requests';
  /** Bytes in the time that a run takes. */
  readonly perRun: Bytes;
  /** Bytes that one such request leaves behind, by the depth of the book. */
  readonly keptPerBook: (depth: number) => Bytes;
}

/** The service leaks at a pace of its own, which a machine that others load does not slow down. */
export interface GrowthByClock {
  readonly by: 'clock';
  readonly perRun: Bytes;
  /** The environment variable that is given the bytes per second. */
  readonly setting: string;
}

/** Settings of the faulty revision, by the position of the pod; 0 is the busiest. */
export function environmentOf(scenario: Scenario, timing: Timing, index: number): Readonly<Record<string, string>> {
  const { environment, paced, growth, siblingShare } = scenario;
  const share = index === 0 ? 1 : siblingShare;
  const rate = Math.round((share * growth.perRun) / (timing.life / SECOND));
  const own = growth.by === 'clock' ? { [growth.setting]: String(rate) } : {};
  return { ...environment, ...paced?.(timing), ...own };
}

/** Requests a second for books never seen before that the busiest pod gets. */
export function newBooksPerSecond({ growth }: Scenario, timing: Timing): number {
  if (growth.by === 'clock') return 0;
  return growth.perRun / growth.keptPerBook(timing.depth) / (timing.life / SECOND);
}

/** The share of the scenario's traffic that is sent so long after the start: 1 unless it swings. */
export function swingAt({ swing }: Scenario, { life }: Timing, elapsed: Milliseconds): number {
  if (swing === undefined) return 1;
  const wave = (1 - Math.cos((2 * Math.PI * elapsed) / (swing.period * life))) / 2;
  return swing.least + (1 - swing.least) * wave;
}
