import type { Instant } from '../foundation/clock.ts';
import type { MetricsQuery, Series } from '../metrics/series.ts';
import type { Sample } from './exposition.ts';

/** What one visit of a process brought. */
export interface Scrape {
  /** `host:port`; becomes the label `instance` of every sample. */
  readonly instance: string;
  /** Added to the labels of every sample. */
  readonly labels: Readonly<Record<string, string>>;
  readonly time: Instant;
  readonly samples: readonly Sample[];
}

/** The samples the collector keeps. */
export interface SampleStore {
  /** Stores scrapes, all or none; a scrape of a moment already stored replaces it. */
  addScrapes(scrapes: readonly Scrape[]): Promise<void>;
  /** Stores whole series, e.g. of a recording. */
  importSamples(series: readonly Series[]): Promise<void>;
  series(query: MetricsQuery): Promise<readonly Series[]>;
  /** Packs the samples of at most `most` processes more tightly, where that is worth it; returns how many it packed. */
  compact(most: number): Promise<number>;
  /** Deletes samples older than a moment, and series that have none left. */
  forgetBefore(time: Instant): Promise<void>;
}
