import { candidatesFor, everyMetric } from '../metrics/catalogue.ts';
import { RUNTIMES } from '../runtime/runtimes.ts';
import { type Sample, samplesIn } from './exposition.ts';

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

/** No process has more series than this that concern its memory: a page that has is lying or broken. */
const MOST_SERIES = 250;
/** Request counters are split by path and status code, and each line of them is read to be added up. */
const MOST_COUNTERS = 20_000;

/** What a metrics page has that is worth storing. */
export interface KeptPage {
  readonly samples: readonly Sample[];
  /** More series than any process has: the rest was not read. */
  readonly cut: boolean;
}

/**
 * Reads what is to be stored of a process's metrics page. Request counters are added up over paths and status codes: only
 * the traffic of the whole process is ever compared with its memory, and their label sets have no bound. `first` are
 * metrics that are read however many others there are.
 */
export function readPage(page: string, first: ReadonlySet<string>): KeptPage {
  const totals = new Map<string, number>();
  const kept: Sample[] = [];
  const found = new Set<string>();
  let counters = 0;
  let cut = false;
  // Lines of one family follow each other: what was decided for one goes for the next.
  let last = { metric: '', kept: false };
  function wanted(metric: string): boolean {
    if (metric !== last.metric) last = { metric, kept: isKept(metric) };
    if (!last.kept) return false;
    const room = COUNTERS.has(metric) ? counters < MOST_COUNTERS : kept.length < MOST_SERIES;
    const goesFirst = first.has(metric) && !found.has(metric);
    if (!room && !goesFirst) cut = true;
    return room || goesFirst;
  }
  for (const sample of samplesIn(page, wanted)) {
    found.add(sample.metric);
    if (COUNTERS.has(sample.metric)) {
      counters += 1;
      totals.set(sample.metric, (totals.get(sample.metric) ?? 0) + sample.value);
    } else kept.push(sample);
  }
  return { samples: [...kept, ...[...totals].map(([metric, value]) => ({ metric, labels: {}, value }))], cut };
}
