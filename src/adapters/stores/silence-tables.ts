import type { Generated } from 'kysely';

/** Tables of mutes, of what was held back, of what is to be said of it, and of who may say so. */
export interface SilenceTables {
  mutes: {
    /** See `muteKey`. */
    key: string;
    since: number;
    /** The Mute as JSON. */
    body: string;
  };
  ended_mutes: {
    /** See `muteKey`. */
    key: string;
    ended_at: number;
    /** The EndedMute as JSON. */
    body: string;
  };
  held_back: {
    key: string;
    why: string;
    first_at: number;
    /** The HeldBack as JSON. */
    body: string;
  };
  group_members: {
    /** Slack's id of a user group. */
    user_group: string;
    /** Slack's ids of people, as a JSON list. */
    members: string;
    said_at: number;
  };
  announcements: {
    /** Never used again: a message that stands in a channel is recognised by it. */
    id: Generated<number>;
    /** The Announcement as JSON. */
    body: string;
    /** When a first post was tried whose answer is not known. */
    attempted_at: number | null;
    failures: Generated<number>;
  };
}
