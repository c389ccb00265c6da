/** Something to be told: a message to post or bring up to date, or a reaction. */
export interface Parcel {
  readonly id: number;
  readonly investigation: string;
  readonly slot: string;
  readonly wanted: number;
  readonly sent: number;
  readonly ts: string | null;
  readonly attemptedAt: number | null;
  readonly failures: number;
  readonly notBefore: number;
}

/** What is to be told and what has been: the one place that knows which Slack message stands for which slot. */
export interface OutboxStore {
  /** Everything not told yet, in the order it came up; of each investigation the first one that waits comes first. */
  pending(): Promise<readonly Parcel[]>;
  /** Where a slot's message stands, once it was posted. */
  sentAs(investigation: string, slot: string): Promise<string | undefined>;
  /** Whose message it is: for a click or a reply that names only a message. */
  slotOf(channel: string, ts: string): Promise<{ investigation: string; slot: string } | undefined>;
  attempting(id: number, at: number): Promise<void>;
  sent(
    id: number,
    message: { readonly version: number; readonly channel: string; readonly ts: string | null },
  ): Promise<void>;
  failed(id: number, retryAt: number): Promise<void>;
  giveUp(id: number, reason: string): Promise<void>;
  fileOf(picture: string): Promise<string | undefined>;
  uploaded(picture: string, fileId: string): Promise<void>;
  /** True the first time an event id is seen. */
  firstSight(eventId: string, at: number): Promise<boolean>;
}
