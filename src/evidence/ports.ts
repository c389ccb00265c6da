import type { Gap } from '../diagnosis/finding.ts';
import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { ManyMetricsQuery, MetricsQuery, Series } from '../metrics/series.ts';
import type { Comparison } from '../profile/comparison.ts';
import type { Service, Workload } from '../service/service.ts';
import type { CaptureOutcome } from './capture-outcome.ts';
import type { ProfileKind, Snapshot } from './snapshot.ts';

export type { ProfileKind, Snapshot } from './snapshot.ts';

/** Where time series come from. Throws UnavailableError; an unknown metric is an empty answer, not an error. */
export interface MetricsSource {
  /** For people: `Prometheus at http://…`, `the embedded collector`. */
  readonly name: string;
  /** `onPartial` gets why the answer lacks a part, where the source says so: a store that did not answer. */
  series(query: MetricsQuery, signal?: AbortSignal, onPartial?: (why: string) => void): Promise<readonly Series[]>;
  /** Several metrics in one request. Absent where asking for one after the other costs as little. */
  many?(query: ManyMetricsQuery, signal?: AbortSignal, onPartial?: (why: string) => void): Promise<readonly Series[]>;
}

export interface SnapshotQuery {
  readonly kind: ProfileKind;
  /** Names one process may go by: its pod, its `host:port`. */
  readonly instances: readonly string[];
  readonly range: TimeRange;
  /** Distinguishes pods of one name, where profiles carry cluster, namespace or container. */
  readonly workload?: Workload | undefined;
  /** When the process was killed: a profile taken by the killer's own hook carries no name of a pod. */
  readonly kills?: readonly Instant[] | undefined;
}

/** Where profiles come from. Throws UnavailableError. */
export interface ProfileSource {
  /** For people: `Pyroscope at http://…`, `the embedded collector`. */
  readonly name: string;
  /** Oldest first; each is one profile of one process, never a sum. */
  snapshots(query: SnapshotQuery, signal?: AbortSignal): Promise<readonly Snapshot[]>;
  /** The profile as pprof bytes, gzipped or plain. */
  read(snapshot: Snapshot, signal?: AbortSignal): Promise<Uint8Array>;
  /** Why `snapshots` found nothing and the exact setting that fixes it; undefined when it does not know. */
  whyNone?(query: SnapshotQuery, signal?: AbortSignal): Promise<Gap | undefined>;
}

/** Bytes that a process served at a moment. */
export interface Served {
  readonly time: Instant;
  readonly bytes: Uint8Array;
}

/** What a Go runtime said of its goroutines beyond their profile. */
export interface GoroutineTestimony {
  /** The latest `goroutineleak` profile, pprof. */
  readonly leaked?: Served | undefined;
  /** `goroutine?debug=2`, gzipped, oldest first. */
  readonly texts: readonly Served[];
}

export interface TestimonyQuery {
  /** Names the process may go by. */
  readonly instances: readonly string[];
  /** The part of its life that is looked at. */
  readonly range: TimeRange;
  /** Only of the process that started then, where known. */
  readonly processStart?: Instant | undefined;
}

/** Where such testimony is kept: with whoever asks processes himself. Throws UnavailableError. */
export interface GoroutineWitness {
  testimony(query: TestimonyQuery, signal?: AbortSignal): Promise<GoroutineTestimony>;
}

/** One process of a service, by the names it may go by: its pod, its `host:port`. */
export interface ProcessOf {
  readonly service: Service;
  readonly names: readonly string[];
}

export interface CaptureWish extends ProcessOf {
  /** The pod's memory limit, where metrics show it. */
  readonly limit?: Bytes | undefined;
  /** Someone was warned and insists. */
  readonly evenAtLimit: boolean;
}

/** Takes heap and goroutine profiles of processes at once: only of those it visits anyway, never by an address from outside. */
export interface Capturer {
  /** Whether it visits that process. False when it cannot say; never throws. */
  visits(process: ProcessOf, signal?: AbortSignal): Promise<boolean>;
  /** Throws UnavailableError when it does not work at all; a process that does not answer is an outcome. */
  capture(wish: CaptureWish, signal?: AbortSignal): Promise<CaptureOutcome>;
}

export interface ComparisonRequest {
  /** The first of them that the profiles have. */
  readonly sampleType: string | readonly string[];
  readonly base: { readonly time: Instant; readonly profile: Uint8Array };
  readonly current: { readonly time: Instant; readonly profile: Uint8Array };
  /** Bytes of the heap after a collection at both moments, for profiles that show only parts of it. */
  readonly heap?: { readonly base: Bytes | undefined; readonly current: Bytes | undefined } | undefined;
  /** Where goroutines are compared. */
  readonly testimony?: GoroutineTestimony | undefined;
  /** Set where both sides are one recording of followed objects: the base is what it shows of its time. */
  readonly alone?: true | undefined;
}

/** Compares profiles off the event loop. Throws InvalidProfileError for what is not a readable profile. */
export interface ProfileComparer {
  compare(request: ComparisonRequest, signal?: AbortSignal): Promise<Comparison>;
}
