import { candidatesFor, everyMetric } from '../metrics/catalogue.ts';
import { RUNTIMES } from '../runtime/runtimes.ts';
import type { Sample } from './exposition.ts';

/** Metrics beyond the catalogue that explain memory, by the prefixes of their exporters. */
const PREFIXES = ['process_', ...RUNTIMES.map(({ metrics }) => metrics.prefix)];

/** `go_gc_duration_seconds_bucket`, and whatever else splits one figure into many. */
const TOO_FINE = [/_(bucket|sum)$|^process_cpu_/, ...RUNTIMES.flatMap(({ metrics }) => metrics.tooFine ?? [])];

const COUNTERS: ReadonlySet<string> = new Set(candidatesFor('requests').map(({ metric }) => metric));
const NAMED = everyMetric();

/** Whether the collector keeps a metric: what a judgement may ask for, and nothing a service counts for itself. */
export function isKept(metric: string): boolean {
  if (NAMED.has(metric)) return true;
  if (/(^|_)build_info$/.test(metric) || metric === 'target_info') return true;
  return PREFIXES.some((prefix) => metric.startsWith(prefix)) && !TOO_FINE.some((pattern) => pattern.test(metric));
}

/** No process has more series than this that tell of its memory: a page that has is lying or broken. */
const MOST_SERIES = 250;

/**
 * The samples to store of one process. Request counters are added up over paths and status codes: only the traffic of
 * the whole process is ever compared with its memory, and their label sets have no bound.
 */
export function keptSamples(samples: readonly Sample[]): readonly Sample[] {
  const totals = new Map<string, number>();
  const kept: Sample[] = [];
  for (const sample of samples) {
    if (COUNTERS.has(sample.metric)) totals.set(sample.metric, (totals.get(sample.metric) ?? 0) + sample.value);
    else if (kept.length < MOST_SERIES) kept.push(sample);
  }
  return [...kept, ...[...totals].map(([metric, value]) => ({ metric, labels: {}, value }))];
}
