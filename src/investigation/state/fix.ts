import { DAY, type Milliseconds } from '../../measurement/duration.ts';
import type { Quantity } from '../../metrics/catalogue.ts';
import type { Deploy } from '../../metrics/deploys.ts';

/** How a leak showed: with it the processes of a later deploy are compared. */
export interface Baseline {
  /** What grew, and must be level after a fix. */
  readonly quantity: Quantity;
  /** Its growth in the quantity's unit per hour. */
  readonly perHour: number;
  /** For how long it had grown when it was judged. */
  readonly shownIn: Milliseconds;
  /** The revision that leaked. */
  readonly revision: string;
  /** Median request rate of the leaking pod, per hour, where a counter shows. */
  readonly requestsPerHour?: number | undefined;
  /** Names the growing path, where one was found (see `signatureOf`). */
  readonly signature?: string | undefined;
}

/** What the processes of a later deploy did. */
export interface FixOutcome {
  readonly kind: 'fixed' | 'not-fixed' | 'unsettled';
  readonly quantity: Quantity;
  readonly deploy: Deploy;
  /** For how long they were watched. */
  readonly span: Milliseconds;
  /** Growth per hour then and now; now only where they grow. */
  readonly before: number;
  readonly after?: number | undefined;
  /** Traffic of a pod as a share of what it was when it leaked; absent where no counter shows. */
  readonly traffic?: number | undefined;
  /** Whether the growing path is the one that was found before; absent where no profiles show. */
  readonly samePath?: boolean | undefined;
  /** Why it could not be settled: a clause. */
  readonly why?: string | undefined;
}

/** After so long without a deploy no one waits for the answer any longer. */
export const GIVE_UP_AFTER: Milliseconds = 14 * DAY;
