import type { Generated } from 'kysely';

/** Tables of mutes, of what was held back, and of what is to be said of it. */
export interface SilenceTables {
  mutes: {
    /** See `muteKey`. */
    key: string;
    since: number;
    /** The Mute as JSON. */
    body: string;
  };
  held_back: {
    key: string;
    why: string;
    first_at: number;
    /** The HeldBack as JSON. */
    body: string;
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
