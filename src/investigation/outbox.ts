/** Something to be reported: a message to post or bring up to date, or a reaction. */
export interface Parcel {
  readonly id: number;
  readonly investigation: string;
  readonly slot: string;
  readonly wanted: number;
  readonly sent: number;
  readonly ts: string | null;
  /** When a post was first tried whose outcome is not known. */
  readonly attemptedAt: number | null;
  /** Slack's ids of the files that an earlier try may have shared. */
  readonly files: readonly string[];
  readonly failures: number;
  readonly notBefore: number;
  /** The parcel of the digest that names it, where an opening waits behind many. */
  readonly digest: number | null;
}

/** What is to be reported and what has been: the one place that knows which Slack message stands for which slot. */
export interface OutboxStore {
  /** Everything not reported yet, in the order it came up; of each investigation the first one that waits comes first. */
  pending(): Promise<readonly Parcel[]>;
  /** Where a slot's message stands, once it was posted. */
  sentAs(investigation: string, slot: string): Promise<string | undefined>;
  /** Whose message it is: for a click or a reply that names only a message. */
  slotOf(channel: string, ts: string): Promise<{ investigation: string; slot: string } | undefined>;
  /** A post is on its way: until `sent` or `refused` no one knows whether it stands in the thread. */
  attempting(id: number, at: number): Promise<void>;
  /** Slack said no: nothing was posted. */
  refused(id: number): Promise<void>;
  /** Files with these ids are about to be shared. */
  sharing(id: number, fileIds: readonly string[]): Promise<void>;
  sent(
    id: number,
    message: { readonly version: number; readonly channel: string; readonly ts: string | null },
  ): Promise<void>;
  /** A message stands in the thread, but not whole yet: it stays pending, as a change of that message. */
  posted(id: number, message: { readonly channel: string; readonly ts: string }): Promise<void>;
  /** Counts a failure; nothing is tried before `retryAt`. */
  failed(id: number, retryAt: number): Promise<void>;
  /** Not now, though nothing failed. */
  postponed(id: number, until: number): Promise<void>;
  giveUp(id: number, reason: string): Promise<void>;
  /**
   * Names openings in a digest: one that there is, by its id, or a new one that belongs to an investigation. Its message
   * is then to be posted or brought up to date, as it is whenever one of them is posted. Returns its id.
   */
  gather(
    into: number | { readonly investigation: string; readonly slot: string },
    roots: readonly number[],
  ): Promise<number>;
  /** The openings that a digest names, and where those that are posted stand. */
  namedIn(digest: number): Promise<readonly { readonly investigation: string; readonly ts: string | null }[]>;
  fileOf(picture: string): Promise<string | undefined>;
  /** A picture's file: stored before it is complete, so that a kill leaves none that no one knows of. */
  uploading(picture: string, fileId: string): Promise<void>;
}
