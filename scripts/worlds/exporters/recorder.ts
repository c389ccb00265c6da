import { SECOND } from '../../../src/measurement/duration.ts';
import type { Series } from '../../../src/metrics/series.ts';
import type { Seconds } from '../law.ts';
import type { Labels } from '../programs/program.ts';

interface Column {
  readonly metric: string;
  readonly labels: Labels;
  readonly times: number[];
  readonly values: number[];
}

/** Keeps samples by series, as a database of time series does. */
export class Recorder {
  readonly #columns = new Map<string, Column>();

  put(metric: string, labels: Labels, time: Seconds, value: number): void {
    const key = metric + keyOf(labels);
    let column = this.#columns.get(key);
    if (column === undefined) {
      column = { metric, labels: withoutEmpty(labels), times: [], values: [] };
      this.#columns.set(key, column);
    }
    column.times.push(Math.round(time * SECOND));
    column.values.push(value);
  }

  series(): readonly Series[] {
    return [...this.#columns.values()].map(({ metric, labels, times, values }) => ({
      metric,
      labels,
      times: Float64Array.from(times),
      values: Float64Array.from(values),
    }));
  }
}

/** Label sets are made once a target and scrape, so that their key is, too. */
const KEYS = new WeakMap<Labels, string>();

function keyOf(labels: Labels): string {
  const known = KEYS.get(labels);
  if (known !== undefined) return known;
  let key = '';
  for (const name of Object.keys(labels)) key += `|${name}=${labels[name]}`;
  KEYS.set(labels, key);
  return key;
}

/** To Prometheus an empty label is no label. */
function withoutEmpty(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}
