import type { Milliseconds } from '../../measurement/duration.ts';
import type { Ranked } from './order.ts';
import { STORM } from './storm.ts';

interface Storm {
  readonly since: Milliseconds;
  /** When an alert came last: kills and alerts of all that waits, and how much waits. */
  readonly newsAt: Milliseconds;
  readonly weight: number;
  /** Alerts that were stored and not taken up when it had been waited as long as for any storm. */
  readonly late: ReadonlySet<number> | undefined;
}

/** What else is known when it is looked at what waits in a channel. */
interface Look {
  /** A monotonic time. */
  readonly now: Milliseconds;
  /** The ids of alerts that are stored and still to be taken up, here or by another replica. */
  readonly toCome: ReadonlySet<number>;
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
  left(channel: string, waiting: readonly Ranked[], { now, toCome, isSizedUp }: Look): Milliseconds {
    const begins = waiting.length > STORM.noStorm && !isSizedUp;
    if (!begins && toCome.size === 0) {
      this.#storms.delete(channel);
      return 0;
    }
    const weight = waiting.reduce((sum, { standing }) => sum + standing.severity, waiting.length);
    const known = this.#storms.get(channel) ?? { since: now, newsAt: now, weight, late: undefined };
    const news = known.weight === weight && toCome.size === 0 ? known : { ...known, newsAt: now, weight };
    const storm = now - news.since < STORM.settlesAtMost ? news : { ...news, late: stillOf(news.late, toCome) };
    this.#storms.set(channel, storm);
    return Math.max(0, settledAt(storm) - now);
  }
}

/** Of what had come late, what is still to be taken up: a machine that is busy takes up alerts later than they came. */
function stillOf(late: ReadonlySet<number> | undefined, toCome: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...toCome].filter((id) => late?.has(id) ?? true));
}

function settledAt({ since, newsAt, late }: Storm): Milliseconds {
  const quiet = newsAt + STORM.settlesFor;
  if (late === undefined) return Math.min(quiet, since + STORM.settlesAtMost);
  return Math.min(quiet, late.size === 0 ? since + STORM.settlesAtMost : since + STORM.takesUpAtMost);
}
