import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { Track } from '../metrics/series.ts';

/** What a pod took before the window, at few points. */
export interface EarlierMemory {
  readonly pod: string;
  readonly track: Track;
}

/** A height that the same run reached before the window, and left. */
export interface Returned {
  readonly peak: Bytes;
  /** When it was last reached. */
  readonly at: Instant;
  /** What it fell to afterwards. */
  readonly low: Bytes;
  /** What shows that it comes back: requests that rise alike, or the same hours of a day before; absent where nothing does. */
  readonly shownBy?: 'requests' | 'same-hours' | undefined;
}

/** What is known of the chosen pod from before the window, at few points. */
export interface RunBefore {
  readonly pod: string;
  /** What counted against its limit. */
  readonly memory?: Track | undefined;
  /** Requests per hour; absent where no counter shows them. */
  readonly requests?: Track | undefined;
  /** Bytes that lived in its heap, or stood above what lived by garbage; absent where no metric shows them. */
  readonly liveHeap?: Track | undefined;
}
