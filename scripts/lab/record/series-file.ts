import { gunzipSync, gzipSync } from 'node:zlib';
import type { RecordedSeries } from './series.ts';

/**
 * `series.json.gz`, unpacked. All series of one target have their samples at the target's scrape times, so the times
 * stand once and each series says where in them it begins; null is a scrape without a sample. Half the size of a file
 * that repeats the time beside each value.
 */
interface Scrapes {
  /** The first in milliseconds since the epoch, each further one as its distance from the one before. */
  readonly times: readonly number[];
  readonly series: readonly {
    readonly labels: RecordedSeries['labels'];
    readonly from: number;
    readonly values: readonly (number | null)[];
  }[];
}

/** The bytes of the file; the same series always result in the same bytes. */
export function packSeries(series: readonly RecordedSeries[]): Uint8Array {
  const targets = Map.groupBy(series, targetOf);
  return gzipSync(JSON.stringify([...targets.values()].map(scrapesOf)), { level: 9 });
}

/** The series of a file, those of one target beside each other. */
export function unpackSeries(file: Uint8Array): readonly RecordedSeries[] {
  const targets = JSON.parse(gunzipSync(file).toString()) as readonly Scrapes[];
  return targets.flatMap(seriesOf);
}

/** Prometheus evaluates rules at times of its own, also for series that carry the labels of a target. */
function targetOf({ labels }: RecordedSeries): string {
  return JSON.stringify([labels['job'], labels['instance'], labels['__name__'] === 'ALERTS']);
}

function scrapesOf(series: readonly RecordedSeries[]): Scrapes {
  const times = [...new Set(series.flatMap(({ samples }) => samples.map(([time]) => time)))].sort((a, b) => a - b);
  const positions = new Map(times.map((time, position) => [time, position]));
  return {
    times: times.map((time, position) => time - (times[position - 1] ?? 0)),
    series: series.map(({ labels, samples }) => {
      const values = new Map(samples.map(([time, value]) => [positions.get(time) ?? 0, value]));
      const from = Math.min(...values.keys());
      const length = Math.max(...values.keys()) - from + 1;
      return { labels, from, values: Array.from({ length }, (_, step) => values.get(from + step) ?? null) };
    }),
  };
}

function seriesOf({ times: distances, series }: Scrapes): readonly RecordedSeries[] {
  let time = 0;
  const times = distances.map((distance) => {
    time += distance;
    return time;
  });
  return series.map(({ labels, from, values }) => ({
    labels,
    samples: times
      .slice(from, from + values.length)
      .flatMap((at, step) => (typeof values[step] === 'number' ? [[at, values[step]] as const] : [])),
  }));
}
