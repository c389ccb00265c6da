import { type Clock, elapsed } from '../../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';

/** What fails for a shorter time may be a pause of Slack's. */
const PASSING: Milliseconds = MINUTE;

interface Failing {
  readonly since: Milliseconds;
  readonly say: string;
  /** Only people can fix it. */
  readonly lasting: boolean;
}

/** Channels to which nothing was delivered since a failure. */
export class Undelivered {
  readonly #clock: Clock;
  readonly #failing = new Map<string, Failing>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  failed(channel: string, { say, lasting }: { readonly say: string; readonly lasting: boolean }): void {
    const since = this.#failing.get(channel)?.since ?? elapsed(this.#clock);
    this.#failing.set(channel, { since, say, lasting });
  }

  delivered(channel: string): void {
    this.#failing.delete(channel);
  }

  /** What keeps messages back; undefined when nothing does, or not for long. */
  trouble(): string | undefined {
    const now = elapsed(this.#clock);
    const said = [...this.#failing].flatMap(([channel, { since, say, lasting }]) =>
      lasting || now - since >= PASSING ? [`nothing is delivered to ${channel}: ${say}`] : [],
    );
    return said.length === 0 ? undefined : said.join(' ');
  }
}
