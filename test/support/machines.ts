import type { MetricsSource } from '../../src/evidence/ports.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { playbookFor } from '../../src/playbook/playbook.ts';
import { markdownReport } from '../../src/presentation/report/markdown.ts';
import type { Service } from '../../src/service/service.ts';
import { player } from './played-out.ts';
import { recordedEvidence } from './recorded-evidence.ts';
import { seriesSource } from './series-source.ts';

export const NOW = Date.UTC(2026, 10, 29, 14);
export const WINDOW = 24 * HOUR;

/** What a figure is at `share` (0 to 1) of the window, in MiB where the name says bytes. */
export type Law = (share: number, n: number) => number;

/** The same at all times. */
export function level(value: number): Law {
  return () => value;
}

export function climb(from: number, to: number): Law {
  return (share) => from + (to - from) * share;
}

/** With garbage of up to `height` above it. */
export function saw(base: Law, height: number): Law {
  return (share, n) => base(share, n) + (height * (n % 5)) / 5;
}

type Labels = Readonly<Record<string, string>>;

/** One process on a machine of its own; `wobbles` unless its figures are to be equal to the byte. */
export function processOn(
  instance: string,
  figures: Readonly<Record<string, Law>>,
  { labels = {}, wobbles = true }: { readonly labels?: Labels; readonly wobbles?: boolean } = {},
): readonly Series[] {
  return Object.entries(figures).map(([name, law]) => {
    const [metric = '', written = ''] = name.split(/[{}]/);
    const parts = written === '' ? [] : written.split(',').map((part) => part.split('=') as [string, string]);
    const unit = /_bytes|\.memory\./.test(metric) ? MiB : 1;
    const points = Array.from({ length: WINDOW / MINUTE }, (_, n) => {
      const wobble = wobbles ? 1 + 0.003 * Math.sin(n * 1.7) * Math.cos(n * 0.61) : 1;
      return [NOW - WINDOW + n * MINUTE, unit * law((n * MINUTE) / WINDOW, n) * wobble] as const;
    });
    const own = { job: 'orders', instance, ...labels, ...Object.fromEntries(parts) };
    return { metric, labels: own, ...trackOf(points) };
  });
}

interface Played {
  readonly service?: Partial<Service>;
  readonly metrics?: (all: MetricsSource) => MetricsSource;
}

/** Plays an investigation of the job `orders` out, without profiles that fit it. */
export async function playedOnMachines(
  series: readonly Series[],
  { service = {}, metrics = (all) => all }: Played = {},
) {
  const { profiles, comparer } = recordedEvidence('heap-leak');
  const { investigation, conclusion } = await player().play({
    service: {
      workload: { name: 'orders' },
      selector: [{ label: 'job', op: '=', value: 'orders' }],
      targets: [],
      metricsPath: '/metrics',
      pprofPath: '/debug/pprof',
      ...service,
    },
    now: NOW,
    metrics: metrics(seriesSource('the machines', series)),
    profiles,
    comparer,
  });
  const text = markdownReport(investigation, playbookFor(investigation.runtime)).replaceAll('\\', '');
  return { investigation, conclusion, text };
}

/** A Go process by its client library: its live heap, and resident memory of which that is the growing part. */
export function goProcess(heap: Law): Readonly<Record<string, Law>> {
  const times =
    (factor: number, more: number): Law =>
    (share, n) =>
      heap(share, n) * factor + more;
  return {
    process_resident_memory_bytes: times(1.15, 30),
    go_goroutines: level(30),
    go_threads: level(12),
    go_info: level(1),
    go_memstats_alloc_bytes: saw(heap, 10),
    go_memstats_heap_alloc_bytes: saw(heap, 10),
    go_memstats_heap_inuse_bytes: saw(times(1.03, 2), 10),
    go_memstats_heap_idle_bytes: times(0.1, 8),
    go_memstats_heap_released_bytes: times(0.05, 4),
    go_memstats_heap_sys_bytes: times(1.13, 10),
    go_memstats_next_gc_bytes: times(1.7, 0),
    go_memstats_stack_inuse_bytes: level(1),
    go_memstats_stack_sys_bytes: level(1),
    go_memstats_sys_bytes: times(1.2, 22),
    go_memstats_gc_sys_bytes: level(5),
    go_memstats_mspan_sys_bytes: level(1),
    go_memstats_mcache_sys_bytes: level(0.02),
    go_memstats_other_sys_bytes: level(2),
    go_memstats_buck_hash_sys_bytes: level(1.5),
    go_gc_gogc_percent: level(100),
    go_gc_gomemlimit_bytes: level(8_796_093_022_208),
  };
}
