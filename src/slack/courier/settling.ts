import type { Milliseconds } from '../../measurement/duration.ts';
import type { Ranked } from './order.ts';
import { STORM } from './storm.ts';

interface Storm {
  readonly since: Milliseconds;
  /** When an alert came last: kills and alerts of all that waits, and how much waits. */
  readonly newsAt: Milliseconds;
  readonly weight: number;
}

/** What else is known when it is looked at what waits in a channel. */
interface Look {
  /** A monotonic time. */
  readonly now: Milliseconds;
  /** Alerts are stored that are still to be taken up, here or by another replica. */
  readonly moreComes: boolean;
  /** Its storm has shown its worst before. */
  readonly isSizedUp: boolean;
}

/**
 * Whether it has shown which workloads are the worst. The alerts of a storm come over seconds: openings posted at once would
 * be those of the workloads that were named first.
 */
export class Settling {
  readonly #storms = new Map<string, Storm>();

  /** How long the openings that wait in a channel are to wait yet. */
  left(channel: string, waiting: readonly Ranked[], { now, moreComes, isSizedUp }: Look): Milliseconds {
    const begins = waiting.length > STORM.noStorm && !isSizedUp;
    if (!begins && !moreComes) {
      this.#storms.delete(channel);
      return 0;
    }
    const weight = waiting.reduce((sum, { standing }) => sum + standing.severity, waiting.length);
    const known = this.#storms.get(channel) ?? { since: now, newsAt: now, weight };
    const storm = known.weight === weight && !moreComes ? known : { ...known, newsAt: now, weight };
    this.#storms.set(channel, storm);
    const until = Math.min(storm.newsAt + STORM.settlesFor, storm.since + STORM.settlesAtMost);
    return Math.max(0, until - now);
  }
}
