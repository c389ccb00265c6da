import type { Instant } from '../foundation/clock.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { MetricsQuery, Series } from '../metrics/series.ts';
import type { Comparison } from '../profile/comparison.ts';

/** Where time series come from. Throws UnavailableError; an unknown metric is an empty answer, not an error. */
export interface MetricsSource {
  /** For people: `Prometheus at http://…`, `the embedded collector`. */
  readonly name: string;
  series(query: MetricsQuery, signal?: AbortSignal): Promise<readonly Series[]>;
}

export type ProfileKind = 'heap' | 'goroutine';

/** A stored profile that can be read. */
export interface Snapshot {
  readonly source: string;
  readonly id: string;
  readonly kind: ProfileKind;
  /** The pod name, or `host:port` where no pod is known. */
  readonly instance: string;
  readonly time: Instant;
  /** When the process it was taken from started, where known. */
  readonly processStart?: Instant | undefined;
}

export interface SnapshotQuery {
  readonly kind: ProfileKind;
  /** Names one process may go by: its pod, its `host:port`. */
  readonly instances: readonly string[];
  readonly range: TimeRange;
}

/** Where profiles come from. Throws UnavailableError. */
export interface ProfileSource {
  readonly name: string;
  /** Oldest first. */
  snapshots(query: SnapshotQuery, signal?: AbortSignal): Promise<readonly Snapshot[]>;
  /** The profile as pprof bytes, gzipped or plain. */
  read(snapshot: Snapshot, signal?: AbortSignal): Promise<Uint8Array>;
}

export interface ComparisonRequest {
  readonly sampleType: string;
  readonly base: { readonly time: Instant; readonly profile: Uint8Array };
  readonly current: { readonly time: Instant; readonly profile: Uint8Array };
}

/** Compares profiles off the event loop. Throws InvalidInputError for what is not a readable profile. */
export interface ProfileComparer {
  compare(request: ComparisonRequest, signal?: AbortSignal): Promise<Comparison>;
}
