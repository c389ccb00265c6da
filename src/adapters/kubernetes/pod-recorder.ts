import type { Pod, Pods } from '../../collection/pods/pod.ts';
import { evictionScrapes, isTroubled, statusScrape } from '../../collection/pods/pod-status.ts';
import type { SampleStore, Scrape } from '../../collection/sample-store.ts';
import type { Clock, Instant } from '../../foundation/clock.ts';
import { MINUTE } from '../../measurement/duration.ts';

export interface PodRecorderOptions {
  readonly samples: Pick<SampleStore, 'addScrapes'>;
  readonly clock: Clock;
  /** What operators call their cluster, where their metrics name it. */
  readonly cluster?: string | undefined;
  /** Whether someone will ask about a pod that is well: it asks to be visited, or leakbot.yaml names its service. */
  readonly wanted: (pod: Pod) => boolean;
  readonly failed: (error: unknown) => void;
}

/** As far apart as a server of metrics would ask: what is older than some of these does not count as now. */
const EVERY = MINUTE;

/**
 * Keeps the states of pods as series: at each change, and once a minute. Of pods that are well and no one asked about
 * nothing is kept, or a large cluster would fill the store.
 */
export class PodRecorder {
  readonly #options: PodRecorderOptions;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: PodRecorderOptions) {
    this.#options = options;
  }

  start(pods: Pods): void {
    this.#timer = setInterval(() => this.round(pods), EVERY);
    this.#timer.unref();
  }

  /** Writes the state of every pod that is kept. */
  round(pods: Pods): void {
    const now = this.#options.clock.now();
    this.#write(
      pods
        .now()
        .filter((pod) => this.#isKept(pod))
        .map((pod) => this.#scrape(pod, now)),
    );
  }

  changed(pod: Pod): void {
    // When and how a container ended is part of its state: what it was before need not be known.
    if (!this.#isKept(pod)) return;
    this.#write([...evictionScrapes(pod, this.#labels()), this.#scrape(pod, this.#options.clock.now())]);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
  }

  #isKept(pod: Pod): boolean {
    return isTroubled(pod) || this.#options.wanted(pod);
  }

  #scrape(pod: Pod, time: Instant): Scrape {
    return statusScrape(pod, time, this.#labels());
  }

  #labels(): Readonly<Record<string, string>> {
    const { cluster } = this.#options;
    return cluster === undefined ? {} : { cluster };
  }

  /** One after the other, in the order in which it happened. */
  #write(scrapes: readonly Scrape[]): void {
    if (scrapes.length === 0) return;
    const { samples, failed } = this.#options;
    this.#writing = this.#writing.then(() => samples.addScrapes(scrapes)).catch(failed);
  }
}
