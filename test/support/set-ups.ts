import { type Series, trackOf } from '../../src/metrics/series.ts';

type Labels = Readonly<Record<string, string>>;

/** How a team's Prometheus has come to write what it knows of a service. */
export interface SetUp {
  readonly name: string;
  /** The same samples as that team would have them. */
  readonly as: (series: readonly Series[]) => readonly Series[];
  /** The services by which they are known: `namespace/name:container`. */
  readonly services: readonly string[];
  /** Which of them is looked at, where there are several. */
  readonly chosen?: string | undefined;
  /** The process or pod that leaks, as it is called there. */
  readonly pod: string;
  /** What the investigation ends as, where not as it does with kubelet and kube-state-metrics. */
  readonly finding?: string | undefined;
  /** The part of its memory that no metric shows there. */
  readonly gap?: string | undefined;
  /** What is measured there, though it is said otherwise. */
  readonly without?: string | undefined;
}

export const isContainer = (metric: string) => metric.startsWith('container_');
const isKubeState = (metric: string) => metric.startsWith('kube_');
const isProcess = (metric: string) =>
  !isContainer(metric) && !isKubeState(metric) && !['up', 'ALERTS'].includes(metric);

function keyOf(metric: string, labels: Labels): string {
  return JSON.stringify([metric, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

type Relabelling = (labels: Record<string, string>, metric: string) => Labels | undefined;

/** Relabels every series, or drops it; what then has the same labels is one series, as in a store. */
export const relabelled =
  (relabel: Relabelling) =>
  (all: readonly Series[]): readonly Series[] => {
    const kept = all.flatMap((series) => {
      const labels = relabel({ ...series.labels }, series.metric);
      return labels === undefined ? [] : [{ ...series, labels }];
    });
    const byLabels = Map.groupBy(kept, ({ metric, labels }) => keyOf(metric, labels));
    return [...byLabels.values()].flatMap((each) => {
      const points = each.flatMap(({ times, values }) =>
        Array.from(times, (time, i) => [time, values[i] ?? 0] as const),
      );
      const track = trackOf([...new Map(points)].sort(([a], [b]) => a - b));
      return each.slice(0, 1).map((one) => ({ ...one, ...track }));
    });
  };

/** Only the processes, without the labels of Kubernetes. */
const outside = (more: (labels: Labels) => Labels) =>
  relabelled((labels, metric) => {
    if (!isProcess(metric)) return undefined;
    const { cluster: _c, namespace: _n, pod: _p, container: _o, node: _d, ...rest } = labels;
    return { ...rest, ...more(labels) };
  });

function renaming(names: Labels): (labels: Labels) => Labels {
  return (labels) => Object.fromEntries(Object.entries(labels).map(([name, value]) => [names[name] ?? name, value]));
}

export function without(labels: Labels, ...names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}

const exported = renaming({
  job: 'exported_job',
  instance: 'exported_instance',
  pod: 'exported_pod',
  namespace: 'exported_namespace',
  container: 'exported_container',
});

export const POD = 'markets-api-7d9f8b6c5-x2xkf';
const PROCESS = '127.0.0.1:19093';
const KUBERNETES = ['prod/markets-api:markets-api'];
const NO_LIMIT = 'No metric shows the memory limit';

/** Odd but real ones, each with what is true of the recorded heap leak there. */
export const SET_UPS: readonly SetUp[] = [
  {
    name: 'a Prometheus that scrapes another one’s /federate in the cluster, without honor_labels',
    as: relabelled((labels) => ({
      ...exported(labels),
      job: 'federate',
      instance: '10.0.0.9:9090',
      pod: 'prometheus-0',
      namespace: 'monitoring',
      container: 'prometheus',
    })),
    services: KUBERNETES,
    pod: POD,
  },
  {
    name: 'a Prometheus that scrapes another one’s /federate by its address, without honor_labels',
    as: relabelled((labels) => ({
      ...renaming({ job: 'exported_job', instance: 'exported_instance' })(labels),
      job: 'federate',
      instance: 'prometheus-eu:9090',
    })),
    services: KUBERNETES,
    pod: POD,
  },
  {
    name: 'a Thanos Querier that is not told which label is the replica’s',
    as: (all) =>
      ['a', 'b'].flatMap((replica, late) =>
        all.map((series) => ({
          ...series,
          labels: { ...series.labels, prometheus_replica: replica },
          times: series.times.map((time) => time + late * 4000),
        })),
      ),
    services: KUBERNETES,
    pod: POD,
  },
  {
    name: 'container_memory_rss is dropped by a metricRelabelings rule',
    as: (all) => all.filter(({ metric }) => metric !== 'container_memory_rss'),
    services: KUBERNETES,
    pod: POD,
  },
  {
    name: 'cAdvisor of Kubernetes before 1.16: pod_name and container_name',
    as: relabelled((labels, metric) =>
      isContainer(metric) ? renaming({ pod: 'pod_name', container: 'container_name' })(labels) : labels,
    ),
    services: KUBERNETES,
    pod: POD,
  },
  {
    name: 'statistics by CRI, or a managed Prometheus that keeps few labels: cAdvisor without image, id and name',
    as: relabelled((labels, metric) => (isContainer(metric) ? without(labels, 'image', 'id', 'name') : labels)),
    services: KUBERNETES,
    pod: POD,
  },
  {
    name: 'the old example for Kubernetes: kubernetes_pod_name and kubernetes_namespace on processes',
    as: relabelled((labels, metric) =>
      isProcess(metric)
        ? without(renaming({ pod: 'kubernetes_pod_name', namespace: 'kubernetes_namespace' })(labels), 'container')
        : labels,
    ),
    services: KUBERNETES,
    pod: POD,
  },
  {
    name: 'the same where nothing scrapes the kubelet',
    as: relabelled((labels, metric) =>
      isProcess(metric)
        ? without(renaming({ pod: 'kubernetes_pod_name', namespace: 'kubernetes_namespace' })(labels), 'container')
        : undefined,
    ),
    services: ['prod/markets-api'],
    pod: POD,
    gap: NO_LIMIT,
  },
  {
    name: 'processes with k8s_pod and k8s_namespace',
    as: relabelled((labels, metric) =>
      isProcess(metric)
        ? without(renaming({ pod: 'k8s_pod', namespace: 'k8s_namespace' })(labels), 'container')
        : labels,
    ),
    services: KUBERNETES,
    pod: POD,
  },
  {
    name: 'processes without a container label',
    as: relabelled((labels, metric) => (isProcess(metric) ? without(labels, 'container') : labels)),
    services: KUBERNETES,
    pod: POD,
  },
  {
    name: 'a virtual machine: a job and an instance',
    as: outside(() => ({ job: 'markets-api' })),
    services: ['markets-api'],
    pod: PROCESS,
    gap: NO_LIMIT,
  },
  {
    name: 'Nomad: one scrape job for all services',
    as: (all) => {
      const of = (service: string) =>
        outside(({ instance = '' }) => ({
          job: 'nomad-services',
          nomad_job: service,
          instance: service === 'markets-api' ? instance : `${instance}9`,
        }))(all);
      return [...of('markets-api'), ...of('web').filter(({ metric }) => metric.startsWith('go_'))];
    },
    services: ['markets-api', 'web'],
    chosen: 'markets-api',
    pod: PROCESS,
    gap: NO_LIMIT,
  },
  {
    name: 'a collector in the cluster that exposes services that run elsewhere',
    as: outside(({ instance = '' }) => ({
      job: 'otel',
      instance: '10.0.0.9:8889',
      namespace: 'observability',
      pod: 'otel-collector-5c9d7fbd5-abcde',
      container: 'otel',
      exported_job: 'markets-api',
      exported_instance: instance,
    })),
    services: ['markets-api'],
    pod: PROCESS,
    gap: NO_LIMIT,
  },
  {
    name: 'Docker Compose beside cAdvisor, and nothing of the processes',
    as: (all) =>
      relabelled(({ pod = '', id = '', image = '' }, metric) =>
        isContainer(metric) && image !== ''
          ? {
              id: `/docker/${id.slice(-64)}`,
              image,
              name: `shop-markets-api-${pod.slice(-5)}`,
              container_label_com_docker_compose_project: 'shop',
              container_label_com_docker_compose_service: 'markets-api',
              job: 'cadvisor',
              instance: 'cadvisor:8080',
            }
          : undefined,
      )(all),
    services: ['shop/markets-api:markets-api'],
    pod: 'shop-markets-api-x2xkf',
    finding: 'not-enough-data',
    gap: 'No metric shows the live heap',
  },
];
