import type { Instant } from '../../foundation/clock.ts';
import { SECOND } from '../../measurement/duration.ts';
import type { Sample } from '../exposition.ts';
import type { Scrape } from '../sample-store.ts';
import type { Pod, PodContainer } from './pod.ts';

/** What kube-state-metrics calls what the state of a container shows; both kinds of container have the same. */
const NAMES = [
  'status_restarts_total',
  'status_last_terminated_reason',
  'status_last_terminated_exitcode',
  'status_last_terminated_timestamp',
  'status_waiting_reason',
  'resource_limits',
] as const;

/** What it calls why a whole pod failed: a fact of the pod, without a container. */
export const POD_REASON = 'kube_pod_status_reason';

/** Every metric that is made of pods: where a server of metrics has them, its own are better. */
export const POD_STATUS_METRICS: ReadonlySet<string> = new Set([
  POD_REASON,
  ...NAMES.flatMap((name) => [`kube_pod_container_${name}`, `kube_pod_init_container_${name}`]),
]);

/** The state of a pod at a moment, as kube-state-metrics would have exposed it. `labels` are added to every sample. */
export function statusScrape(pod: Pod, time: Instant, labels: Readonly<Record<string, string>> = {}): Scrape {
  return scrapeOf(pod, { time, labels, samples: [...evictionOf(pod), ...pod.containers.flatMap(samplesOf)] });
}

/** That a pod was evicted, at the moment of it, which may be long before anyone hears of it. Empty where it was not. */
export function evictionScrapes(pod: Pod, labels: Readonly<Record<string, string>> = {}): readonly Scrape[] {
  return pod.evictedAt === undefined ? [] : [scrapeOf(pod, { time: pod.evictedAt, labels, samples: evictionOf(pod) })];
}

function scrapeOf(pod: Pod, { time, labels, samples }: Pick<Scrape, 'time' | 'labels' | 'samples'>): Scrape {
  return {
    instance: `${pod.namespace}/${pod.name}`,
    labels: { ...labels, namespace: pod.namespace, pod: pod.name, uid: pod.uid },
    time,
    samples,
  };
}

function evictionOf({ evictedAt }: Pod): readonly Sample[] {
  return evictedAt === undefined ? [] : [{ metric: POD_REASON, labels: { reason: 'Evicted' }, value: 1 }];
}

function samplesOf(container: PodContainer): readonly Sample[] {
  const { name, isInit, restarts, ended, waiting, memoryLimit } = container;
  const sample = (rest: (typeof NAMES)[number], value: number, labels = {}): Sample => ({
    metric: `kube_pod_${isInit ? 'init_' : ''}container_${rest}`,
    labels: { container: name, ...labels },
    value,
  });
  return [
    sample('status_restarts_total', restarts),
    ...(memoryLimit === undefined
      ? []
      : [sample('resource_limits', memoryLimit, { resource: 'memory', unit: 'byte' })]),
    ...(waiting === undefined ? [] : [sample('status_waiting_reason', 1, { reason: waiting })]),
    ...(ended === undefined
      ? []
      : [
          sample('status_last_terminated_reason', 1, { reason: ended.reason }),
          sample('status_last_terminated_exitcode', ended.exitCode),
          sample('status_last_terminated_timestamp', ended.finishedAt / SECOND),
        ]),
  ];
}

/** Whether there is anything to remember of a pod that no one asked about. */
export function isTroubled({ containers, evictedAt }: Pod): boolean {
  return (
    evictedAt !== undefined ||
    containers.some(({ ended, waiting }) => ended !== undefined || waiting === 'CrashLoopBackOff')
  );
}
