import { type Alarm, type Clock, elapsed } from '../foundation/clock.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';

/** So often it is looked what other replicas have stored: a click waits for it, and a look is two small queries. Set by hand. */
const LOOK_EVERY: Milliseconds = SECOND / 4;

/** What could not be taken up is tried again after this. */
const AGAIN: Milliseconds = 15 * SECOND;

export interface ArrivalsMeans {
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** The ids of the alerts that wait. */
  readonly waitingIds: () => Promise<readonly number[]>;
  readonly takeUpAlerts: () => Promise<void>;
  /** Takes up what people did that is not under way. */
  readonly takeUpGestures: () => Promise<void>;
  readonly report: (problem: string, error: unknown) => void;
}

/** Takes up what other replicas stored: any of them takes alerts and gestures, one works on them. */
export class Arrivals {
  readonly #means: ArrivalsMeans;
  #seen: ReadonlySet<number> = new Set();
  #tookUpAt: Milliseconds = 0;
  #failing = false;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;
  #silence = () => {};

  constructor(means: ArrivalsMeans) {
    this.#means = means;
  }

  /** Looks now, and from then on again and again. Returns at once. */
  start(): void {
    const { alarm, clock } = this.#means;
    this.#looking = this.#look().finally(() => {
      if (!this.#stopped) this.#silence = alarm(clock.now() + LOOK_EVERY, () => this.start());
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#silence();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { takeUpGestures, report } = this.#means;
    try {
      await takeUpGestures();
      await this.#lookForAlerts();
      this.#failing = false;
    } catch (error) {
      // A server that is away for a minute is one line in the log.
      if (!this.#failing) report('what other replicas stored cannot be read; trying again', error);
      this.#failing = true;
    }
  }

  /** Ids are not compared by size: a lower one may be committed after a higher one. */
  async #lookForAlerts(): Promise<void> {
    const { waitingIds, takeUpAlerts, clock } = this.#means;
    const waiting = await waitingIds();
    const isNew = waiting.some((id) => !this.#seen.has(id));
    const isLeft = waiting.length > 0 && elapsed(clock) - this.#tookUpAt >= AGAIN;
    if (isNew || isLeft) {
      await takeUpAlerts();
      this.#tookUpAt = elapsed(clock);
    }
    this.#seen = new Set(waiting);
  }
}
