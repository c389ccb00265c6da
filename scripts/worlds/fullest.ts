import type { Instant } from '../../src/foundation/clock.ts';
import type { Bytes } from '../../src/measurement/bytes.ts';

interface Sampled {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** What a container is charged, or the process of it. */
const CHARGED = new Set(['container_memory_working_set_bytes', 'container_memory_rss', 'container_memory_usage_bytes']);

/** The highest sample of a pod's containers up to a moment as a share of its limit; undefined where no limit is known. */
export function fullestOf(
  series: readonly Sampled[],
  pod: { readonly name?: string; readonly limit?: Bytes | undefined } | undefined,
  until: Instant,
): number | undefined {
  const { name, limit } = pod ?? {};
  if (name === undefined || limit === undefined) return undefined;
  const highest = series
    .filter(({ metric, labels }) => CHARGED.has(metric) && labels['pod'] === name)
    .flatMap(({ times, values }) => Array.from(values).filter((_, i) => (times[i] ?? 0) <= until))
    .reduce((most, value) => Math.max(most, value), 0);
  return highest === 0 ? undefined : highest / limit;
}
