import type { LabelMatcher } from '../../metrics/series.ts';
import { bareContainer } from './bare-containers.ts';
import { isAttribute } from './otel-names.ts';

type Labels = Readonly<Record<string, string>>;

/** What says whose a series is, wherever it runs in Kubernetes. */
export const IDENTITY_LABELS = ['cluster', 'namespace', 'pod', 'container'] as const;
/** The same as OpenTelemetry's attributes, with underscores. */
export const IDENTITY_ATTRIBUTES = [
  'k8s_cluster_name',
  'k8s_namespace_name',
  'k8s_pod_name',
  'k8s_container_name',
] as const;

/** How the labels that name a container are written; what a style does not name is written as Kubernetes' exporters do. */
export type LabelStyle = keyof typeof STYLES;

interface Style {
  /** A series without it is not written so; one that has none goes by its instance. */
  readonly pod?: string;
  readonly namespace?: string;
  readonly container?: string;
  readonly instance?: string;
}

const OTEL: Style = {
  pod: 'k8s_pod_name',
  namespace: 'k8s_namespace_name',
  container: 'k8s_container_name',
  // Prometheus makes the one of the other; VictoriaMetrics leaves it.
  instance: 'service_instance_id',
};

const STYLES = {
  kubernetes: { pod: 'pod' },
  /** Scraped from another Prometheus or a gateway without `honor_labels`: the others are that one's own. */
  exported: { pod: 'exported_pod', namespace: 'exported_namespace', container: 'exported_container' },
  underscores: OTEL,
  dots: OTEL,
  /** Prometheus' example for Kubernetes until 2.20, still copied. */
  prefixed: { pod: 'kubernetes_pod_name', namespace: 'kubernetes_namespace', container: 'kubernetes_container_name' },
  short: { pod: 'k8s_pod', namespace: 'k8s_namespace', container: 'k8s_container' },
  /** The kubelet's cAdvisor before Kubernetes 1.16. */
  suffixed: { pod: 'pod_name', container: 'container_name' },
  /** cAdvisor beside Docker alone. */
  compose: {
    pod: 'name',
    namespace: 'container_label_com_docker_compose_project',
    container: 'container_label_com_docker_compose_service',
  },
  swarm: {
    pod: 'container_label_com_docker_swarm_task_name',
    namespace: 'container_label_com_docker_stack_namespace',
    container: 'container_label_com_docker_swarm_service_name',
  },
  /** cAdvisor on the machines of ECS: its agent labels what it runs. */
  ecs: {
    pod: 'name',
    namespace: 'container_label_com_amazonaws_ecs_task_definition_family',
    container: 'container_label_com_amazonaws_ecs_container_name',
  },
  /** cAdvisor beside Nomad's driver for Docker, where `extra_labels` are set. */
  nomadDriver: {
    pod: 'name',
    namespace: 'container_label_com_hashicorp_nomad_job_name',
    container: 'container_label_com_hashicorp_nomad_task_name',
  },
  /** What Nomad's clients report of their allocations. */
  nomad: { pod: 'alloc_id', container: 'task' },
  /** Process-exporter, of all processes of a group on a machine. */
  processGroup: { container: 'groupname' },
} as const satisfies Record<string, Style>;

/** Those beside Kubernetes' and OpenTelemetry's, by a label that nothing else has. */
const OTHERS: readonly (readonly [label: string, style: LabelStyle])[] = [
  ['exported_pod', 'exported'],
  ['kubernetes_pod_name', 'prefixed'],
  ['k8s_pod', 'short'],
  ['pod_name', 'suffixed'],
  ['container_label_com_docker_compose_service', 'compose'],
  ['container_label_com_docker_swarm_service_name', 'swarm'],
  ['container_label_com_amazonaws_ecs_container_name', 'ecs'],
  ['container_label_com_hashicorp_nomad_task_name', 'nomadDriver'],
  ['alloc_id', 'nomad'],
  ['groupname', 'processGroup'],
];

/** Of them those that name containers, and no pod of Kubernetes. */
export const CONTAINERS_ELSEWHERE: readonly string[] = OTHERS.flatMap(([label, style]) =>
  ['exported', 'prefixed', 'short', 'suffixed'].includes(style) ? [] : [label],
);

/** `k8s.pod.name` and `k8s_pod_name` are one label. */
function canonicalLabel(label: string): string {
  return label.replace(/[^a-zA-Z0-9_]/g, '_');
}

/**
 * An answer's labels as Kubernetes' exporters have them: underscores, and `pod` beside `k8s_pod_name`. Where both were
 * there, a scrape gave the one, and it names the collector that was scraped; a label for the cluster is the server's own.
 */
export function canonicalLabels(labels: Labels): Labels {
  const plain = Object.fromEntries(Object.entries(labels).map(([name, value]) => [canonicalLabel(name), value]));
  const cluster = plain['cluster'] ?? plain['k8s_cluster_name'];
  const clustered = cluster === undefined ? plain : { ...plain, cluster };
  if (filled(plain['k8s_pod_name'])) return handedOn(renamed(clustered, OTEL), plain);
  if (filled(plain['exported_pod'])) return handedOn(renamed(clustered, STYLES.exported), plain);
  const instance = plain['instance'] ?? plain['service_instance_id'];
  const process = instance === undefined ? clustered : { ...clustered, instance };
  if (filled(plain['pod'])) return process;
  const other = OTHERS.find(([label]) => filled(plain[label]))?.[1];
  return other === undefined ? { ...process, ...bareContainer(process) } : renamed(process, STYLES[other]);
}

/** A pod by the labels of a style, and no container but its. */
function renamed(labels: Labels, { pod, namespace = 'namespace', container = 'container' }: Style): Labels {
  const named = [
    ['pod', pod && labels[pod]],
    ['namespace', labels[namespace] ?? labels['namespace']],
    ['container', labels[container]],
  ] as const;
  const { container: _exporters, ...rest } = labels;
  return { ...rest, ...Object.fromEntries(named.flatMap(([name, value]) => (filled(value) ? [[name, value]] : []))) };
}

/** By its own instance, not by that of the exporter. */
function handedOn(labels: Labels, plain: Labels): Labels {
  const { exported_instance: own, ...rest } = labels;
  const instance = own ?? plain['service_instance_id'] ?? plain['instance'];
  return instance === undefined ? rest : { ...rest, instance };
}

/** A process that an exporter in a pod handed on: it is not in that pod. */
export function withoutExporter(labels: Labels): Labels {
  const { pod: _pod, container: _container, namespace: _namespace, ...its } = labels;
  return handedOn(its, labels);
}

/**
 * Which series a collector or a gateway hands on of processes that name no pod: those of one scrape that are of several
 * jobs or instances, all with the pod of whatever was scraped.
 */
export function handedOnAmong(series: readonly Labels[]): (labels: Labels) => boolean {
  const exported = series.filter(namesJobOnly);
  const byScrape = Map.groupBy(exported, scrapeOf);
  const those = [...byScrape].filter(([, each]) => {
    const pods = new Set(each.map(({ pod }) => pod));
    const processes = new Set(each.map((one) => JSON.stringify([one['exported_job'], one['exported_instance']])));
    return pods.size === 1 && processes.size > 1;
  });
  const scrapes = new Set(those.map(([scrape]) => scrape));
  return (labels) => namesJobOnly(labels) && scrapes.has(scrapeOf(labels));
}

function namesJobOnly(labels: Labels): boolean {
  const named = [labels['exported_pod'], labels['k8s_pod_name'], labels['k8s.pod.name']].some(filled);
  return filled(labels['exported_job']) && !named;
}

function scrapeOf({ cluster, job, instance }: Labels): string {
  return JSON.stringify([cluster, job, instance]);
}

function filled(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/**
 * Matchers for series whose labels are written so. The cluster may be named by the server's label or by the attribute:
 * of OpenTelemetry's that one is left to whoever reads the answer's {@link canonicalLabels}.
 */
export function styled(matchers: readonly LabelMatcher[], style: LabelStyle): readonly LabelMatcher[] {
  const ofOtel = style === 'underscores' || style === 'dots';
  const names: Readonly<Record<string, string>> = style === 'kubernetes' ? {} : { ...STYLES[style] };
  const asked = ofOtel ? matchers.filter(({ label }) => label !== 'cluster') : matchers;
  return asked.map((matcher) => {
    const named = names[matcher.label] ?? matcher.label;
    return { ...matcher, label: style === 'dots' && isAttribute(named) ? named.replaceAll('_', '.') : named };
  });
}

/** The styles in which a query may find what its matchers mean: one where they name nothing that has two names. */
export function stylesOf(matchers: readonly LabelMatcher[], dots: boolean): readonly LabelStyle[] {
  const named = matchers.some(({ label }) => label === 'cluster' || Object.hasOwn(OTEL, label));
  const attributes = matchers.some(({ label }) => isAttribute(label));
  return [
    ...(named || !dots || !attributes ? (['kubernetes'] as const) : []),
    ...(named ? (['underscores'] as const) : []),
    ...(dots && (named || attributes) ? (['dots'] as const) : []),
  ];
}

/** Those in which metrics of other exporters are written by a server that has these labels on them. */
export function stylesAmong(labels: ReadonlySet<string>): readonly LabelStyle[] {
  return [
    'kubernetes',
    ...(labels.has('k8s_pod_name') ? (['underscores'] as const) : []),
    ...(labels.has('k8s.pod.name') ? (['dots'] as const) : []),
    ...OTHERS.filter(([label]) => labels.has(label)).map(([, style]) => style),
  ];
}
