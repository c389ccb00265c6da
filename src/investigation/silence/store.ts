import type { Instant } from '../../foundation/clock.ts';
import type { Person } from '../state/person.ts';
import type { Announcement, HeldBackSummary } from './announcement.ts';
import type { HeldBack } from './held-back.ts';
import type { Mute } from './mute.ts';

/** A mute that someone ended before its time, and what it had held back by then. */
export interface EndedMute {
  readonly mute: Mute;
  readonly heldBack: readonly HeldBackSummary[];
  readonly by: Person;
  readonly at: Instant;
}

type HeldBackId = Pick<HeldBack, 'key' | 'why'>;

/** Keeps who muted what, and what was held back. */
export interface SilenceStore {
  /** Takes the place of an earlier mute of the same workload. */
  mute(mute: Mute): Promise<void>;
  /** In the order in which they were said. */
  mutes(): Promise<readonly Mute[]>;
  /** Takes the place of what was held back of the workload before, and marks the alerts as taken up. */
  hold(held: HeldBack, alerts: readonly number[]): Promise<void>;
  heldBack(): Promise<readonly HeldBack[]>;
  heldBackOf(id: HeldBackId): Promise<HeldBack | undefined>;
  /** What is over is deleted, and what is to be said of it stored; all of it or nothing. */
  end(over: {
    /** By `muteKey`. */
    readonly mutes: readonly string[];
    readonly heldBack: readonly HeldBackId[];
    readonly announcements: readonly Announcement[];
    /** Those of the mutes that someone ended: whoever ends one again after a kill hears the same. */
    readonly ended?: readonly EndedMute[] | undefined;
  }): Promise<void>;
  /** What was ended at a moment, as it was stored; of each workload the last one is kept, as long as gestures are. */
  endedAt(moment: Instant): Promise<readonly EndedMute[]>;
}

/** An announcement that waits to be posted. */
export interface WaitingAnnouncement {
  readonly id: number;
  readonly announcement: Announcement;
  /** When a post was first tried whose outcome is not known. */
  readonly attemptedAt: Instant | null;
  readonly failures: number;
}

/** Messages of a channel that belong to no investigation, until they are posted. */
export interface AnnouncementStore {
  /** The oldest first. */
  waiting(): Promise<readonly WaitingAnnouncement[]>;
  /** A post is on its way: until `posted` or `refused` no one knows whether it stands in the channel. */
  attempting(id: number, at: Instant): Promise<void>;
  /** Slack said no: nothing was posted. */
  refused(id: number): Promise<void>;
  failed(id: number): Promise<void>;
  /** It stands in the channel, or never will: it waits no more. */
  done(id: number): Promise<void>;
}
