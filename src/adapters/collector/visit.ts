import type { Sample } from '../../collection/exposition.ts';
import { samplesIn } from '../../collection/exposition.ts';
import type { VisitFailure } from '../../collection/fault.ts';
import { isKept, keptSamples } from '../../collection/kept-metrics.ts';
import type { Target } from '../../collection/target.ts';
import type { Reading } from '../../collection/watch.ts';
import type { Instant } from '../../foundation/clock.ts';
import { SECOND } from '../../measurement/duration.ts';
import type { ProcessEndpoint } from '../pprof-endpoint/process-endpoint.ts';

/** What the metrics page of a process told. */
export interface MetricsVisit {
  readonly kind: 'read';
  readonly reading: Reading;
  /** Those worth storing. */
  readonly samples: readonly Sample[];
}

/** Reads a process's metrics page. */
export async function readMetrics(
  endpoint: ProcessEndpoint,
  target: Target,
  options: { readonly time: Instant; readonly signal?: AbortSignal | undefined },
): Promise<MetricsVisit | VisitFailure> {
  const page = await endpoint.metrics(target, options.signal);
  if (page.kind !== 'got') return page;
  const samples = keptSamples(samplesIn(page.value, isKept));
  if (samples.length === 0) return { kind: 'unreadable', looksLike: 'text' };
  const value = (metric: string) => samples.find((sample) => sample.metric === metric)?.value;
  const start = value('process_start_time_seconds');
  return {
    kind: 'read',
    samples,
    reading: {
      time: options.time,
      processStart: start === undefined || start <= 0 ? undefined : Math.round(start * SECOND),
      memory: value('process_resident_memory_bytes'),
      goroutines: value('go_goroutines'),
    },
  };
}

/** Whether the process itself could not be reached, so that its other addresses need not be tried. */
export function isUnreachable(target: Target, failure: VisitFailure): boolean {
  const gone = failure.kind === 'timeout' || failure.kind === 'unreachable';
  return gone && new URL(target.metricsUrl).host === new URL(target.profilesUrl).host;
}
