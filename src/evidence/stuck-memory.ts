import type { Instant } from '../foundation/clock.ts';
import { SECOND } from '../measurement/duration.ts';
import type { PodMemory, Stuck } from '../metrics/lifetime.ts';
import { podOf } from '../metrics/pod-label.ts';
import { stuckSince } from '../metrics/stuck.ts';
import type { Question } from './asked-about.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';

/** The Pushgateway’s: when a group of metrics was pushed last. */
const PUSHED = 'push_time_seconds';

/** Pods whose memory has not changed by a byte for hours, and when that was pushed; nothing is asked for where there are none. */
export async function stuckMemory(
  readings: Readings,
  { service, range, signal }: Question,
  { pods, metric }: { readonly pods: readonly PodMemory[]; readonly metric: string },
): Promise<ReadonlyMap<string, Stuck>> {
  const found = pods.flatMap(({ pod, rss }) => {
    const stuck = stuckSince(rss, isOfProcess(metric) ? 'process' : 'container');
    return stuck === undefined ? [] : [[pod, stuck] as const];
  });
  // A container’s memory is not pushed.
  if (found.length === 0 || !isOfProcess(metric)) return new Map(found);
  const query = {
    metrics: [PUSHED],
    matchers: service.selector,
    range,
    step: stepFor(range),
    aggregate: 'last',
  } as const;
  const pushes = await readings.several(query, signal);
  const pushedAt = (pod: string): Instant | undefined => {
    const seconds = pushes.filter(({ labels }) => podOf(labels) === pod).flatMap(({ values }) => values.at(-1) ?? []);
    return seconds.length === 0 ? undefined : Math.max(...seconds) * SECOND;
  };
  return new Map(found.map(([pod, stuck]) => [pod, { ...stuck, pushedAt: pushedAt(pod) }]));
}

function isOfProcess(metric: string): boolean {
  return /^process[._]/.test(metric);
}
