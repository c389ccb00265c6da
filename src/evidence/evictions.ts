import { POD_REASON } from '../collection/pods/pod-status.ts';
import type { Instant } from '../foundation/clock.ts';
import { selectorsFor } from '../metrics/catalogue.ts';
import { podOf } from '../metrics/pod-label.ts';
import { inAnyContainer } from '../service/containers.ts';
import type { Question } from './asked-about.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';

/** When the kubelet evicted pods of the service, because their node ran short of something; by pod. */
export async function evictedPods(
  readings: Readings,
  { service, range, signal }: Question,
): Promise<ReadonlyMap<string, Instant>> {
  const found = new Map<string, Instant>();
  const wide = inAnyContainer(service);
  if (wide === undefined) return found;
  const reason = { label: 'reason', op: '=', value: 'Evicted' } as const;
  const query = { metrics: [POD_REASON], range, step: stepFor(range), aggregate: 'last' } as const;
  for (const selector of selectorsFor('kube-state-metrics', wide)) {
    for (const { labels, times, values } of await readings.several(
      { ...query, matchers: [...selector, reason] },
      signal,
    )) {
      const at = times[values.findIndex((value) => value > 0)];
      const pod = podOf(labels);
      if (pod !== undefined && at !== undefined) found.set(pod, Math.min(at, found.get(pod) ?? at));
    }
    if (found.size > 0) return found;
  }
  return found;
}
