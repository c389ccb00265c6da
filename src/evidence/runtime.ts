import { selectorsFor } from '../metrics/catalogue.ts';
import { podOf } from '../metrics/pod-label.ts';
import { RUNTIMES, type Runtime } from '../runtime/runtimes.ts';
import type { Question } from './asking.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';

/**
 * The runtime whose own metrics a service exposes: by the surest sign that any of them shows, then by the next ones, as
 * one metric that was dropped must not hide it. A service of several (a side-car that shares its labels) is taken for
 * the first in the list.
 */
export async function runtimeOf(
  readings: Readings,
  { service, range, signal, pods }: Question & { readonly pods: readonly string[] },
): Promise<Runtime> {
  const metrics = RUNTIMES.flatMap(({ metrics: { signs } }) => signs);
  const seen = new Set<string>();
  for (const [i, matchers] of selectorsFor('process', service.selector).entries()) {
    const query = { metrics, matchers, range, step: stepFor(range), aggregate: 'last' } as const;
    const series = await readings.several(query, signal);
    // A wider selector than the service's own also finds its neighbours.
    const own = i === 0 ? series : series.filter(({ labels }) => pods.includes(podOf(labels) ?? ''));
    for (const one of own) if (one.times.length > 0) seen.add(one.metric);
    if (seen.size > 0) break;
  }
  const rounds = Math.max(...RUNTIMES.map(({ metrics: { signs } }) => signs.length));
  for (let round = 0; round < rounds; round += 1) {
    const found = RUNTIMES.find(({ metrics: { signs } }) => seen.has(signs[round] ?? ''));
    if (found !== undefined) return found.name;
  }
  return 'unknown';
}
