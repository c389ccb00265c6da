import type { SampleStore, Scrape } from '../../collection/sample-store.ts';

/** Gathers scrapes, because each transaction waits for the disk. */
export interface ScrapeBatch {
  /** Writes when enough have come together. */
  add(scrape: Scrape): Promise<void>;
  flush(): Promise<void>;
}

const SCRAPES_A_WRITE = 50;

export function scrapeBatch(store: SampleStore): ScrapeBatch {
  let waiting: Scrape[] = [];
  async function flush(): Promise<void> {
    const scrapes = waiting;
    waiting = [];
    if (scrapes.length > 0) await store.addScrapes(scrapes);
  }
  return {
    flush,
    async add({ instance, labels, time, samples }) {
      waiting.push({ instance, labels, time, samples });
      if (waiting.length >= SCRAPES_A_WRITE) await flush();
    },
  };
}
