import type { Instant } from '../../foundation/clock.ts';
import { SECOND } from '../../measurement/duration.ts';
import type { Sample } from '../exposition.ts';
import type { Scrape } from '../sample-store.ts';
import type { Pod, PodContainer } from './pod.ts';

/** What kube-state-metrics calls what a pod's state shows; both kinds of container have the same. */
const NAMES = [
  'status_restarts_total',
  'status_last_terminated_reason',
  'status_last_terminated_exitcode',
  'status_last_terminated_timestamp',
  'status_waiting_reason',
  'resource_limits',
] as const;

/** Every metric that is made of pods: where a server of metrics has them, its own are better. */
export const POD_STATUS_METRICS: ReadonlySet<string> = new Set(
  NAMES.flatMap((name) => [`kube_pod_container_${name}`, `kube_pod_init_container_${name}`]),
);

/** The state of a pod at a moment, as kube-state-metrics would have exposed it. `labels` are added to every sample. */
export function statusScrape(pod: Pod, time: Instant, labels: Readonly<Record<string, string>> = {}): Scrape {
  return {
    instance: `${pod.namespace}/${pod.name}`,
    labels: { ...labels, namespace: pod.namespace, pod: pod.name, uid: pod.uid },
    time,
    samples: pod.containers.flatMap(samplesOf),
  };
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
export function isTroubled({ containers }: Pod): boolean {
  return containers.some(({ ended, waiting }) => ended !== undefined || waiting === 'CrashLoopBackOff');
}
