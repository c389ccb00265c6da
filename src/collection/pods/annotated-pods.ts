import type { LabelMatcher } from '../../metrics/series.ts';
import { cronJobOf, deploymentOf, podPattern } from '../../service/pod-owner.ts';
import { type Service, workloadKey } from '../../service/service.ts';
import type { ScrapedProcess } from '../target.ts';
import type { Pod, PodContainer } from './pod.ts';

interface Asking {
  readonly pod: Pod;
  readonly container: PodContainer;
  readonly port: number;
  readonly ip: string;
}

/** The services of the pods that ask to be visited, one for each workload. `cluster` is the name that operators give theirs. */
export function annotatedServices(pods: readonly Pod[], cluster: string | undefined): readonly Service[] {
  const services = asking(pods).map((each) => serviceOf(each, cluster));
  return [...new Map(services.map((service) => [workloadKey(service.workload), service])).values()];
}

/** Their processes, as a server of metrics would list them. */
export function annotatedProcesses(pods: readonly Pod[], cluster: string | undefined): readonly ScrapedProcess[] {
  return asking(pods).map(({ pod, container, port, ip }) => ({
    scrapeUrl: `http://${ip.includes(':') ? `[${ip}]` : ip}:${port}/metrics`,
    labels: {
      ...(cluster === undefined ? {} : { cluster }),
      namespace: pod.namespace,
      pod: pod.name,
      container: container.name,
    },
    pod: pod.name,
  }));
}

/** Only at the pod's own address: whoever may annotate a pod chooses no other. */
function asking(pods: readonly Pod[]): readonly Asking[] {
  return pods.flatMap((pod) => {
    const port = /^\d{1,5}$/.test(pod.pprofPort ?? '') ? Number(pod.pprofPort) : 0;
    if (port < 1 || port > 65_535 || pod.ip === undefined) return [];
    const running = pod.containers.filter(({ running }) => running);
    const container = running.find(({ ports }) => ports.includes(port)) ?? running.find(({ isInit }) => !isInit);
    return container === undefined ? [] : [{ pod, container, port, ip: pod.ip }];
  });
}

function serviceOf({ pod, container }: Asking, cluster: string | undefined): Service {
  const { namespace } = pod;
  const name = workloadOf(pod);
  const exact = (label: string, value: string): LabelMatcher => ({ label, op: '=', value });
  return {
    workload: { cluster, namespace, name, container: container.name },
    selector: [
      ...(cluster === undefined ? [] : [exact('cluster', cluster)]),
      exact('namespace', namespace),
      exact('container', container.name),
      pod.owner === undefined ? exact('pod', pod.name) : { label: 'pod', op: '=~', value: podPattern(name) },
    ],
    targets: [],
    metricsPath: '/metrics',
    pprofPath: '/debug/pprof',
  };
}

/** The workload above a pod, by the name that its controller gives to what it makes. */
function workloadOf({ owner, name }: Pod): string {
  if (owner === undefined) return name;
  if (owner.kind === 'ReplicaSet') return deploymentOf(owner.name) ?? owner.name;
  return (owner.kind === 'Job' ? cronJobOf(owner.name) : undefined) ?? owner.name;
}
