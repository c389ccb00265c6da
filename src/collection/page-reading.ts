import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes, MiB } from '../measurement/bytes.ts';
import { HOUR, type Milliseconds, SECOND } from '../measurement/duration.ts';
import { candidatesFor } from '../metrics/catalogue.ts';
import type { Sample } from './exposition.ts';
import { readPage } from './kept-metrics.ts';
import type { Reading } from './watch.ts';

/** What a metrics page says of its process. */
export interface PageReading {
  readonly reading: Reading;
  /** Those worth storing. */
  readonly samples: readonly Sample[];
  /** What cannot be true of a process, for the log: it is not believed and not stored. */
  readonly odd: readonly string[];
}

const START = 'process_start_time_seconds';
const MEMORY = 'process_resident_memory_bytes';
/** Their count says when a runtime is worth asking about them (`examination.ts`). */
const GOROUTINES: readonly string[] = candidatesFor('goroutines').map(({ metric }) => metric);
const FIRST: ReadonlySet<string> = new Set([START, MEMORY, ...GOROUTINES]);

/** No machine has as much memory as a pebibyte. */
const MOST_MEMORY: Bytes = 1024 ** 3 * MiB;
/** The clocks of two machines differ by less. */
const CLOCKS_DIFFER: Milliseconds = HOUR;
/** More goroutines than this need more memory than there is. */
const MOST_GOROUTINES = 1e9;

/** Reads a page as of a moment. Undefined when it has nothing that the collector keeps. */
export function readingOf(page: string, time: Instant): PageReading | undefined {
  const { samples, cut } = readPage(page, FIRST);
  if (samples.length === 0) return undefined;
  const believed = samples.filter((sample) => isPossible(sample, time));
  const value = (...metrics: readonly string[]) => believed.find(({ metric }) => metrics.includes(metric))?.value;
  const start = value(START);
  return {
    samples: believed,
    reading: {
      time,
      processStart: start === undefined ? undefined : Math.round(start * SECOND),
      memory: value(MEMORY),
      goroutines: value(...GOROUTINES),
    },
    odd: [
      ...samples.filter((sample) => !believed.includes(sample)).map(inWords),
      ...(cut ? ['it has more series than any process: not all were read'] : []),
    ],
  };
}

function isPossible({ metric, value }: Sample, time: Instant): boolean {
  if (metric === START) return value > 0 && value * SECOND <= time + CLOCKS_DIFFER;
  if (metric === MEMORY) return value >= 0 && value <= MOST_MEMORY;
  return !GOROUTINES.includes(metric) || (value >= 0 && value <= MOST_GOROUTINES);
}

function inWords({ metric, value }: Sample): string {
  return metric === MEMORY && value > 0 ? `${metric} is ${formatBytes(value)}` : `${metric} is ${value}`;
}
