/**
 * What senders call the parts of a container's identity, by the name that Leakbot has for it: kube-state-metrics and
 * cAdvisor, the Prometheus Operator, OpenTelemetry's semantic conventions, Datadog's tags, the resource labels of Google
 * Cloud Monitoring, the dimensions of Azure's container insights.
 */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  cluster: [
    'cluster',
    'k8s_cluster',
    'cluster_name',
    'kube_cluster_name',
    'k8s_cluster_name',
    'k8s.cluster.name',
    'ClusterName',
  ],
  namespace: [
    'namespace',
    'kubernetes_namespace',
    'namespace_name',
    'kube_namespace',
    'k8s_namespace_name',
    'k8s.namespace.name',
    'Kubernetes namespace',
    'kubernetes namespace',
    'pod_namespace',
    'PodNamespace',
    'container_label_io_kubernetes_pod_namespace',
  ],
  pod: [
    'pod',
    'pod_name',
    'kubernetes_pod',
    'kubernetes_pod_name',
    'k8s_pod_name',
    'k8s.pod.name',
    'podName',
    'container_label_io_kubernetes_pod_name',
  ],
  container: [
    'container',
    'container_name',
    'kube_container_name',
    'k8s_container_name',
    'k8s.container.name',
    'containerName',
    'kubernetes_container_name',
    'container_label_io_kubernetes_container_name',
  ],
  deployment: ['deployment', 'kube_deployment', 'k8s_deployment_name', 'k8s.deployment.name'],
  controllerName: ['controllerName'],
  replicaset: ['replicaset', 'kube_replica_set', 'k8s_replicaset_name', 'k8s.replicaset.name'],
  statefulset: ['statefulset', 'kube_stateful_set', 'k8s_statefulset_name', 'k8s.statefulset.name'],
  daemonset: ['daemonset', 'kube_daemon_set', 'k8s_daemonset_name', 'k8s.daemonset.name'],
  cronjob: ['cronjob', 'kube_cronjob', 'k8s_cronjob_name', 'k8s.cronjob.name'],
  job_name: ['job_name', 'kube_job', 'k8s_job_name', 'k8s.job.name'],
  workload: ['workload'],
  service: ['service', 'service_name', 'service.name'],
  reason: ['reason'],
  alertname: ['alertname'],
};

const AS_WRITTEN: ReadonlySet<string> = new Set(['service', 'job_name', 'alertname']);

const CANONICAL: ReadonlyMap<string, string> = new Map(
  Object.entries(ALIASES).flatMap(([name, aliases]) => aliases.map((alias) => [alias, name] as const)),
);

/** People write these parts with capitals; what they call a service or a job is as often something else. */
const IN_WORDS: ReadonlyMap<string, string> = new Map(
  [...CANONICAL].flatMap(([alias, name]) => (AS_WRITTEN.has(name) ? [] : [[alias.toLowerCase(), name] as const])),
);

/** The label that a name in a text stands for: `Pod`, `Pod name`, `kube_namespace`; undefined for other words. */
export function labelInWords(name: string): string | undefined {
  return CANONICAL.get(name) ?? IN_WORDS.get(name.toLowerCase().replace(/ name$/, ''));
}

/** `namespace` of `kube_namespace`; a name that is none of these stays as it is. */
export function canonicalLabel(name: string): string {
  return CANONICAL.get(name) ?? name;
}

/** The first of the names that a part goes by which the labels have. */
export function labelOf(labels: Readonly<Record<string, string>>, part: string): string | undefined {
  for (const name of ALIASES[part] ?? [part]) {
    const value = labels[name];
    if (value !== undefined && value.trim() !== '') return value;
  }
  return undefined;
}
