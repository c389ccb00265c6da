import { STORM } from './storm.ts';

/**
 * How many openings of a storm are still to be posted alone. Which ones shows as they are posted: each time it is the worst
 * of those that wait, so that one whose alerts come late is not behind a milder one. Once the last of them is posted, the
 * rest goes into digests.
 */
export class OpeningsAlone {
  /** Of each channel with a storm: the investigations whose openings were seen waiting. */
  readonly #storms = new Map<string, Set<string>>();

  /** Whether the storm of a channel was sized up. */
  knows(channel: string): boolean {
    return this.#storms.has(channel);
  }

  /** Of what waits in a channel now; all of it where that is no storm. */
  left(channel: string, waiting: readonly string[]): number {
    if (!this.knows(channel) && waiting.length <= STORM.noStorm) return waiting.length;
    const seen = new Set([...(this.#storms.get(channel) ?? []), ...waiting]);
    this.#storms.set(channel, seen);
    return Math.max(0, STORM.ownOpenings - (seen.size - waiting.length));
  }

  /** A storm is over where it is in digests, and where nothing waits any longer. */
  over(channel: string): void {
    this.#storms.delete(channel);
  }

  /** Ends the storms of all other channels. */
  overAllBut(channels: ReadonlySet<string>): void {
    for (const channel of this.#storms.keys()) if (!channels.has(channel)) this.over(channel);
  }
}
