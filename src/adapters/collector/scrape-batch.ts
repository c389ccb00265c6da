import type { SampleStore, Scrape } from '../../collection/sample-store.ts';

/** So many in memory are at most lost by a crash. */
const SCRAPES_A_WRITE = 50;

/** Gathers scrapes, because each transaction waits for the disk. */
export class ScrapeBatch {
  readonly #store: SampleStore;
  #waiting: Scrape[] = [];

  constructor(store: SampleStore) {
    this.#store = store;
  }

  /** Writes when enough have come together. */
  async add({ instance, labels, time, samples }: Scrape): Promise<void> {
    this.#waiting.push({ instance, labels, time, samples });
    if (this.#waiting.length >= SCRAPES_A_WRITE) await this.flush();
  }

  async flush(): Promise<void> {
    const scrapes = this.#waiting;
    this.#waiting = [];
    if (scrapes.length > 0) await this.#store.addScrapes(scrapes);
  }
}
