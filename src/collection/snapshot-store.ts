import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { ProfileKind, TestimonyKind } from '../profile/kind.ts';
import type { Keepable } from './to-thin.ts';

/** Bytes that a process served, to be kept. */
export interface NewSnapshot {
  /** `host:port`. */
  readonly instance: string;
  readonly pod?: string | undefined;
  readonly kind: ProfileKind | TestimonyKind;
  readonly time: Instant;
  readonly processStart?: Instant | undefined;
  /** Whether the process collected garbage for it. */
  readonly forced?: boolean | undefined;
  /** As it was served: pprof or text, gzipped or plain. */
  readonly profile: Uint8Array;
}

/** What retention needs to know of a snapshot. */
export interface StoredSnapshot extends Keepable {
  readonly kind: ProfileKind | TestimonyKind;
  readonly bytes: Bytes;
}

/** Snapshots of one process in a range. */
export interface OfProcess {
  /** Names the process may go by: its pod, its `host:port`. */
  readonly instances: readonly string[];
  readonly range: TimeRange;
}

/** A profile that `read` gives. */
export interface FoundProfile {
  readonly id: number;
  /** The pod, or `host:port` where no pod is known. */
  readonly pod: string;
  readonly time: Instant;
  readonly processStart: Instant | undefined;
}

/** What a runtime answered when it was asked about its goroutines. */
export interface FoundTestimony {
  readonly kind: TestimonyKind;
  readonly time: Instant;
  readonly processStart: Instant | undefined;
  /** gzipped. */
  readonly bytes: Uint8Array;
}

/** How much is kept. */
export interface SnapshotTotals {
  readonly counts: readonly { readonly kind: ProfileKind | TestimonyKind; readonly count: number }[];
  /** Of the profiles as they are stored: gzipped, and equal ones once. */
  readonly bytes: Bytes;
}

/** The profiles the collector keeps. */
export interface SnapshotStore {
  /** The id of the snapshot; the same process, kind and moment again is the same snapshot. */
  addSnapshot(snapshot: NewSnapshot): Promise<number>;
  /** Oldest first. */
  find(query: OfProcess & { readonly kind: ProfileKind }): Promise<readonly FoundProfile[]>;
  /** The latest few, newest first: the last ones of a process say everything that earlier ones do. */
  testimony(query: OfProcess): Promise<readonly FoundTestimony[]>;
  /** The profile, gzipped; undefined when it is no longer kept. */
  read(id: number): Promise<Uint8Array | undefined>;
  /** Every snapshot, oldest first. */
  all(): Promise<readonly StoredSnapshot[]>;
  totals(): Promise<SnapshotTotals>;
  delete(ids: readonly number[]): Promise<void>;
}
