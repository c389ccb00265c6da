import type { Alert } from '../alert/alert.ts';
import type { Instant } from '../foundation/clock.ts';
import type { HeldBack } from './silence/held-back.ts';
import type { EarlierFinding } from './state/earlier-finding.ts';
import type { Effect } from './state/effect.ts';
import type { Investigation } from './state/investigation.ts';

/** An alert as it was received, waiting to be taken up. */
export interface ReceivedAlert {
  readonly id: number;
  readonly alert: Alert;
  readonly receivedAt: Instant;
}

/** An alert that came before, and what took it up. */
export interface RecentAlert {
  readonly alert: Alert;
  readonly receivedAt: Instant;
  /** The investigation; absent while it waits, and where none did. */
  readonly takenBy?: string | undefined;
}

/** A state and what must be reported because of it; stored together or not at all. */
export interface Change extends Taken {
  readonly investigation: Investigation;
  readonly effects: readonly Effect[];
}

/** What waited and is taken up with a change: marked as done in the same transaction. */
export interface Taken {
  /** Received alerts. */
  readonly alerts?: readonly number[] | undefined;
  /** The key of a gesture. */
  readonly gesture?: string | undefined;
  /** What was held back of the workload, and is in the investigation now. */
  readonly heldBack?: Pick<HeldBack, 'key' | 'why'> | undefined;
}

/** Keeps alerts until they are taken up. */
export interface AlertStore {
  /** Stores alerts not seen before (fingerprint, start, status); the repeats are dropped. Returns how many were new. */
  receive(alerts: readonly Alert[], at: Instant): Promise<number>;
  /** Alerts not taken up yet, oldest first; of many the first thousands. `after` leaves out those up to an id. */
  waitingAlerts(after?: number): Promise<readonly ReceivedAlert[]>;
  /** The ids of all alerts that wait; of many the first thousands. */
  waitingIds(): Promise<readonly number[]>;
  /** The latest alert that fired with a fingerprint, taken up or not; undefined when none is kept. */
  lastFired(fingerprint: string): Promise<Alert | undefined>;
  /** Firing alerts of a sender since a moment, by message (`posted`) or by webhook, the newest first; of many the first hundreds. */
  recentAlerts(wanted: {
    readonly source: string;
    readonly posted: boolean;
    readonly since: Instant;
  }): Promise<readonly RecentAlert[]>;
  /** A message of a sender was seen, whatever it was about. */
  noteSender(source: string, at: Instant): Promise<void>;
  /** Whether a sender has posted messages. */
  hasPosted(source: string): Promise<boolean>;
  /** Whether a sender has called its webhook with an alert. */
  hasCalled(source: string): Promise<boolean>;
  /** The investigation that took up the latest alert with a fingerprint. */
  takerOf(fingerprint: string): Promise<string | undefined>;
  /** Marks alerts as taken up without a change. */
  dismissAlerts(ids: readonly number[]): Promise<void>;
}

/** How much is stored. */
export interface Census {
  readonly investigations: readonly { readonly status: Investigation['status']; readonly count: number }[];
  readonly findings: readonly { readonly kind: string; readonly count: number }[];
}

/** Keeps investigations, alerts and pictures. A change whose version does not follow the stored one is a ConflictError. */
export interface InvestigationStore extends AlertStore {
  save(change: Change): Promise<void>;
  load(id: string): Promise<Investigation | undefined>;
  /** The newest investigation of a workload (see `workloadKey`); null for those whose service is unknown. */
  newestOf(workload: string | null): Promise<Investigation | undefined>;
  /** Investigations that are neither concluded nor cancelled, the newest first; of many the first twenty. */
  running(): Promise<readonly Investigation[]>;
  /** Concluded investigations, those that changed last first; of many the first ten. */
  recentlyConcluded(): Promise<readonly Investigation[]>;
  /** Investigations with evidence to gather or a report to write. */
  unfinished(): Promise<readonly Investigation[]>;
  /** Concluded investigations that wait for a deploy, oldest first. */
  awaitingDeploy(): Promise<readonly Investigation[]>;
  /** The latest finding of the same path in other investigations of the workload. */
  earlierFinding(wanted: {
    readonly workload: string;
    readonly signature: string;
    /** The investigation that asks. */
    readonly notOf: string;
  }): Promise<EarlierFinding | undefined>;
  /** How often people said that a conclusion was right, or wrong, by kind of finding. */
  ratings(): Promise<readonly { readonly kind: string; readonly right: number; readonly wrong: number }[]>;
  /** How many investigations are stored in each state, and how many findings of each kind. */
  census(): Promise<Census>;
  /**
   * Deletes investigations not changed since `before`, with their pictures and messages, and the alerts and Slack events
   * of that time. An alert that waits to be taken up is kept, and so is what was found, until `findingsBefore`. Returns
   * how many investigations were deleted.
   */
  forget(times: { readonly before: Instant; readonly findingsBefore: Instant }): Promise<number>;
  savePicture(investigation: string, key: string, png: Uint8Array): Promise<void>;
  loadPicture(key: string): Promise<Uint8Array | undefined>;
}
