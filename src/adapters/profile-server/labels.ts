import { escapeRegex } from '../../foundation/escape-regex.ts';
import type { Repository, Workload } from '../../service/service.ts';

/** What distinguishes profiles in a profile server. */
export type Labels = Readonly<Record<string, string>>;

/**
 * Labels that name the process, best first: Alloy's and Parca's own documents use `pod`, OpenTelemetry's the k8s ones,
 * with underscores or, in Pyroscope 2, with their dots; the SDKs have none of their own, and people give them the host
 * name, which is the pod's.
 */
const OF_PODS = ['pod', 'k8s_pod_name', 'pod_name', 'kubernetes_pod_name', 'hostname', 'k8s.pod.name'] as const;
const OF_ADDRESSES = ['instance'] as const;

export const PROCESS_LABELS: readonly string[] = [...OF_PODS, ...OF_ADDRESSES];

const CLUSTER = ['cluster', 'k8s_cluster_name', 'k8s.cluster.name'] as const;
const NAMESPACE = ['namespace', 'k8s_namespace_name', 'k8s.namespace.name'] as const;
const CONTAINER = ['container', 'k8s_container_name', 'k8s.container.name'] as const;
const SERVICE = ['service_name', 'service.name', 'job', 'node'] as const;
/** One pod may run several processes, each of which sends profiles. */
const ONE_OF_A_POD = ['service_instance_id', 'service.instance.id', 'pid', 'process_pid', 'process.pid'] as const;
const SOURCE = ['service_repository', 'service_git_ref', 'service_root_path'] as const;

/**
 * The labels of a process as a whole. Any other may be of some of its samples only: a profile with labels of pprof
 * (`pprof.Do` in Go, TagWrapper, spans) becomes one series a set of them in Pyroscope.
 */
const OF_PROCESSES: ReadonlySet<string> = new Set([
  ...PROCESS_LABELS,
  ...CLUSTER,
  ...NAMESPACE,
  ...CONTAINER,
  ...SERVICE,
  ...ONE_OF_A_POD,
  ...SOURCE,
]);

export function isOfProcess(label: string): boolean {
  return OF_PROCESSES.has(label);
}

/** Whether only servers that take any text for a label's name can have it: those take it quoted, others refuse it. */
export function isQuotedName(label: string): boolean {
  return !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label);
}

/** The names that labels give to a process: its pod, and its `host:port`. */
export function processOf(labels: Labels): { readonly pod: string | undefined; readonly address: string | undefined } {
  const first = (names: readonly string[]) => names.map((name) => labels[name]).find((value) => value);
  return { pod: first(OF_PODS), address: first(OF_ADDRESSES) };
}

/** A way to select one process: by a label, one of some values. */
export interface ProcessSelector {
  readonly label: string;
  readonly names: readonly string[];
}

/** The ways to look for a process by the names it may go by; `host:port` is no pod. */
export function processSelectors(instances: readonly string[]): readonly ProcessSelector[] {
  const addresses = instances.filter((name) => /:\d+$/.test(name));
  const pods = instances.filter((name) => !addresses.includes(name));
  return [
    ...(pods.length === 0 ? [] : OF_PODS.map((label) => ({ label, names: pods }))),
    ...(addresses.length === 0 ? [] : OF_ADDRESSES.map((label) => ({ label, names: addresses }))),
  ];
}

/** `{pod="a"}`, or `{pod=~"^(a|b)$"}` for several names: Parca 0.28 finds an expression anywhere in the value. */
export function selectorText({ label, names }: ProcessSelector): string {
  const [only] = names;
  if (names.length === 1 && only !== undefined) return `{${nameText(label)}=${quoted(only)}}`;
  return `{${nameText(label)}=~${quoted(`^(${names.map(escapeRegex).join('|')})$`)}}`;
}

/** `{namespace="prod",pod="a"}`: the very series that has these labels. */
export function seriesText(labels: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([name, value]) => `${nameText(name)}=${quoted(value)}`).join(',')}}`;
}

/** Whether nothing in the labels speaks against the workload: the same pod name lives in several namespaces. */
export function mayBe(labels: Labels, workload: Workload | undefined): boolean {
  if (workload === undefined) return true;
  const agrees = (wanted: string | undefined, ...names: readonly string[]) => {
    const reported = names.map((name) => labels[name]).filter((value) => value !== undefined && value !== '');
    return wanted === undefined || reported.length === 0 || reported.includes(wanted);
  };
  return (
    agrees(workload.cluster, ...CLUSTER) &&
    agrees(workload.namespace, ...NAMESPACE) &&
    agrees(workload.container, ...CONTAINER)
  );
}

/** What labels say of the source code (https://grafana.com/docs/pyroscope: integrate your source code on GitHub). */
export function repositoryOf(labels: Labels): Partial<Repository> | undefined {
  const { service_repository: url, service_git_ref: revision, service_root_path: path } = labels;
  if (!url && !revision) return undefined;
  return { ...(url ? { url } : {}), ...(revision ? { revision } : {}), ...(path ? { path } : {}) };
}

function nameText(label: string): string {
  return isQuotedName(label) ? quoted(label) : label;
}

/** Label values as Go string literals, whose escapes JSON's all are. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
