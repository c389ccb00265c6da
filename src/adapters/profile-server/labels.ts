import type { Repository, Workload } from '../../service/service.ts';

/** What a profile server tells profiles apart by. */
export type Labels = Readonly<Record<string, string>>;

/**
 * Labels that name the process, best first: Alloy's and Parca's own documents use `pod`, OpenTelemetry's the k8s ones;
 * the SDKs have none of their own, and people give them the host name, which is the pod's.
 */
const OF_PODS = ['pod', 'k8s_pod_name', 'pod_name', 'kubernetes_pod_name', 'hostname'] as const;
const OF_ADDRESSES = ['instance'] as const;

export const PROCESS_LABELS: readonly string[] = [...OF_PODS, ...OF_ADDRESSES];

/** A way to select one process: by a label, one of some values. */
export interface ProcessSelector {
  readonly label: string;
  readonly names: readonly string[];
}

/** The ways to look for a process by the names it may go by; `host:port` is nobody's pod. */
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
  if (names.length === 1 && only !== undefined) return `{${label}=${quoted(only)}}`;
  return `{${label}=~${quoted(`^(${names.map(literally).join('|')})$`)}}`;
}

/** `{namespace="prod",pod="a"}`: the very series that has these labels. */
export function seriesText(labels: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([name, value]) => `${name}=${quoted(value)}`).join(',')}}`;
}

/** Labels whose names begin with two underscores are the server's own, such as the profile's type. */
export function publicLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith('__')));
}

/** Whether nothing in the labels speaks against the workload: the same pod name lives in several namespaces. */
export function mayBe(labels: Labels, workload: Workload | undefined): boolean {
  if (workload === undefined) return true;
  const agrees = (wanted: string | undefined, ...names: readonly string[]) => {
    const told = names.map((name) => labels[name]).filter((value) => value !== undefined && value !== '');
    return wanted === undefined || told.length === 0 || told.includes(wanted);
  };
  return (
    agrees(workload.cluster, 'cluster', 'k8s_cluster_name') &&
    agrees(workload.namespace, 'namespace', 'k8s_namespace_name') &&
    agrees(workload.container, 'container', 'k8s_container_name')
  );
}

/** What labels tell of the source code (https://grafana.com/docs/pyroscope: integrate your source code on GitHub). */
export function repositoryOf(labels: Labels): Partial<Repository> | undefined {
  const { service_repository: url, service_git_ref: revision, service_root_path: path } = labels;
  if (!url && !revision) return undefined;
  return { ...(url ? { url } : {}), ...(revision ? { revision } : {}), ...(path ? { path } : {}) };
}

/** Label values as Go string literals, whose escapes JSON's all are. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
