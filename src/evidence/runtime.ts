import { selectorsFor } from '../metrics/catalogue.ts';
import { podOf } from '../metrics/pod-label.ts';
import { RUNTIMES, type Runtime } from '../runtime/runtimes.ts';
import type { Question } from './asking.ts';
import type { MetricsSource } from './ports.ts';
import { stepFor } from './window.ts';

/**
 * The runtime whose own metrics a service exposes. Every runtime's surest sign is looked for at once, then the next
 * ones: one metric that somebody dropped must not hide it. A service of several (a side-car that shares its labels) is
 * taken for the first in the list.
 */
export async function runtimeOf(
  source: MetricsSource,
  question: Question & { readonly pods: readonly string[] },
): Promise<Runtime> {
  const rounds = Math.max(...RUNTIMES.map(({ metrics }) => metrics.signs.length));
  for (let round = 0; round < rounds; round += 1) {
    const seen = await Promise.all(RUNTIMES.map(({ metrics }) => exposes(source, metrics.signs[round], question)));
    const found = RUNTIMES.find((_, i) => seen[i] === true);
    if (found !== undefined) return found.name;
  }
  return 'unknown';
}

async function exposes(
  source: MetricsSource,
  metric: string | undefined,
  { service, range, signal, pods }: Question & { readonly pods: readonly string[] },
): Promise<boolean> {
  if (metric === undefined) return false;
  for (const [i, matchers] of selectorsFor('process', service.selector).entries()) {
    const query = { metric, matchers, range, step: stepFor(range), aggregate: 'last' } as const;
    const series = await source.series(query, signal);
    // A wider selector than the service's own also finds its neighbours.
    const own = i === 0 ? series : series.filter(({ labels }) => pods.includes(podOf(labels) ?? ''));
    if (own.some((one) => one.times.length > 0)) return true;
  }
  return false;
}
