import type { VisitFailure } from '../../collection/fault.ts';
import { type PageReading, readingOf } from '../../collection/page-reading.ts';
import type { Target } from '../../collection/target.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { ProcessEndpoint } from '../pprof-endpoint/process-endpoint.ts';

/** What the metrics page of a process said. */
export interface MetricsVisit extends PageReading {
  readonly kind: 'read';
}

/** Reads a process's metrics page. */
export async function readMetrics(
  endpoint: ProcessEndpoint,
  target: Target,
  options: { readonly time: Instant; readonly signal?: AbortSignal | undefined },
): Promise<MetricsVisit | VisitFailure> {
  const page = await endpoint.metrics(target, options.signal);
  if (page.kind !== 'got') return page;
  const read = readingOf(page.value, options.time);
  return read === undefined ? { kind: 'unreadable', looksLike: 'text' } : { kind: 'read', ...read };
}

/** Whether the process itself could not be reached, so that its other addresses need not be tried. */
export function isUnreachable(target: Target, failure: VisitFailure): boolean {
  const gone = failure.kind === 'timeout' || failure.kind === 'unreachable';
  return gone && new URL(target.metricsUrl).host === new URL(target.profilesUrl).host;
}
