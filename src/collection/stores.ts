import type { Bytes } from '../measurement/bytes.ts';
import type { HealthStore } from './health-store.ts';
import type { SampleStore } from './sample-store.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/** How much room the store takes: the collector is what fills it, so the collector keeps it within its bound. */
export interface StoreSpace {
  /** Bytes that hold something; cheap enough for every round. */
  used(): Promise<Bytes>;
  /** What investigations keep in large. It goes with them, not when the collector needs room. */
  usedByInvestigations(): Promise<Bytes>;
  /** Gives what was deleted back to the file system, some of it at a time. */
  giveBack(): Promise<void>;
}

/** Everything the collector keeps. */
export interface CollectorStores {
  readonly samples: SampleStore;
  readonly snapshots: SnapshotStore;
  readonly health: HealthStore;
  readonly space: StoreSpace;
}
