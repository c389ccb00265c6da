import type { Gap } from './finding.ts';

/** Why figures that show no growth are no proof that there is none. */
export interface Doubt {
  /** As the beginning of a sentence, without its end; short, because the title of a report begins with it. */
  readonly said: string;
  /** Why, as a sentence, where that is longer. */
  readonly because?: string | undefined;
  /** What it leaves open, and what would settle it. */
  readonly gap: Gap;
  /** Set where it is about what no longer grows: what is seen to grow stands beside it. */
  readonly ofLevel?: true | undefined;
}
