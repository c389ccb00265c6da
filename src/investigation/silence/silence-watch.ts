import type { Alarm, Clock } from '../../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';

export interface SilenceWatchMeans {
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** Ends what is over. */
  readonly end: () => Promise<void>;
  readonly report: (problem: string, error: unknown) => void;
}

/** So often it is asked: a clock that jumps, or hours that a restart changed, then need no thought. */
const EVERY: Milliseconds = MINUTE;

/** Ends mutes and quiet hours when their time is over, within a minute; at the start those that ended meanwhile. */
export class SilenceWatch {
  readonly #means: SilenceWatchMeans;
  #ending: Promise<void> = Promise.resolve();
  #silence = () => {};
  #stopped = false;

  constructor(means: SilenceWatchMeans) {
    this.#means = means;
  }

  /** Looks now and from then on again and again. Returns at once. */
  start(): void {
    const { clock, alarm, end, report } = this.#means;
    this.#ending = end()
      .catch((error: unknown) => report('cannot end mutes and quiet hours', error))
      .finally(() => {
        if (!this.#stopped) this.#silence = alarm(clock.now() + EVERY, () => this.start());
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#silence();
    await this.#ending;
  }
}
