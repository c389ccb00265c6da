import { escapeRegex } from '../foundation/escape-regex.ts';
import { isOutsideKubernetes } from '../metrics/place.ts';
import { containerOf, podLabelOf, podOf } from '../metrics/pod-label.ts';
import type { LabelMatcher } from '../metrics/series.ts';
import { nameIn, namesWithinJobs } from './names-within-jobs.ts';
import { isPodOf, likelyOwner, type OwnerKind, type PossibleOwner, podPattern } from './pod-owner.ts';
import { nameOfBare, runOf, runPattern } from './run-pods.ts';
import { type Runtime, type Service, workloadKey } from './service.ts';
import { ownersFrom } from './workload-owners.ts';

type Labels = Readonly<Record<string, string>>;

export interface SeenSeries {
  /** Of processes and containers, with `__name__`: one service for each container of a workload that they name. */
  readonly members: readonly Labels[];
  /** kube-state-metrics' owners, with `__name__`. */
  readonly owners: readonly Labels[];
  /** Which runtime a metric's name is a sign of. */
  readonly runtimeOf: (metric: string) => Runtime | undefined;
}

interface Found {
  readonly service: Service;
  readonly kinds: Set<OwnerKind>;
  /** Pods of an owner (an operator's own kind) that names them by no form that is known. */
  readonly others: Set<string>;
  /** Pods that no controller named, as patterns. */
  readonly forms: Set<string>;
}

/** So many pods can be named one by one in a matcher; with more of them the container alone selects. */
const MOST_NAMED = 50;

/**
 * The services that series speak of, by workload. A pod belongs to the workload that kube-state-metrics names as its
 * owner; without it, to the one its name says; a container of a pod that no controller named stands for itself, and a
 * process outside Kubernetes goes by its scrape job.
 */
export function discoveredServices({ members, owners, runtimeOf }: SeenSeries): readonly Service[] {
  const ownerOf = ownersFrom(owners);
  const found = new Map<string, Found>();
  const containers = containersByPod(members);
  const namedWithin = namesWithinJobs(members);
  for (const labels of members) {
    const container = containerOf(labels) ?? onlyContainer(containers, labels);
    const pod = podLabelOf(labels) === 'instance' ? undefined : podOf(labels);
    const cluster = filled(labels['cluster']);
    const namespace = filled(labels['exported_namespace']) ?? filled(labels['namespace']);
    const { owner, own } =
      pod === undefined || isOutsideKubernetes(labels)
        ? {}
        : namedByPod(pod, { container, controller: ownerOf({ cluster, namespace, pod }) });
    const jobLabel = filled(labels['exported_job']) === undefined ? 'job' : 'exported_job';
    const job = filled(labels[jobLabel]);
    // A pod with several containers whose own metrics do not say which: the containers stand for themselves.
    if (container === undefined && pod !== undefined && (containers.get(podKey(labels))?.size ?? 0) > 0) continue;
    // OpenTelemetry's own name of a service, where nothing made a job of it.
    const itself = job === undefined ? filled(labels['service_name']) : undefined;
    const distinct = pod === undefined && container === undefined ? namedWithin(labels) : [];
    const name =
      owner?.name ?? own ?? container ?? (distinct[0] && nameIn(distinct[0].value)) ?? job?.split('/').at(-1) ?? itself;
    if (name === undefined) continue;
    const workload = { cluster, namespace, name, container };
    const key = workloadKey(workload);
    const known = found.get(key);
    const runtime = known?.service.runtime ?? runtimeOf(labels['__name__'] ?? '');
    const { kinds, others, forms } = known ?? noPods();
    if (own !== undefined) forms.add(runPattern(own, container));
    if (pod !== undefined && owner !== undefined) {
      if (isPodOf(pod, name, owner.kind)) kinds.add(owner.kind);
      else others.add(pod);
    }
    const selector = [
      ...matcher('cluster', cluster),
      ...matcher('namespace', namespace),
      // Without a container label the job is all that separates one service's series from another's.
      ...(container === undefined
        ? [...matcher(jobLabel, job), ...distinct, ...matcher('service_name', itself)]
        : matcher('container', container)),
      ...podMatcher(name, { kinds, others, forms }),
    ];
    const service = { workload, runtime, selector, targets: [], metricsPath: '/metrics', pprofPath: '/debug/pprof' };
    found.set(key, { service, kinds, others, forms });
  }
  return [...found.values()]
    .map(({ service }) => service)
    .sort((a, b) => workloadKey(a.workload).localeCompare(workloadKey(b.workload)));
}

function noPods(): Omit<Found, 'service'> {
  return { kinds: new Set(), others: new Set(), forms: new Set() };
}

interface NamedByPod {
  readonly owner?: PossibleOwner | undefined;
  /** The name of a pod that no controller named. */
  readonly own?: string | undefined;
}

function namedByPod(
  pod: string,
  { container, controller }: { readonly container: string | undefined; readonly controller: PossibleOwner | undefined },
): NamedByPod {
  const run = controller === undefined ? runOf(pod, container) : undefined;
  if (run !== undefined) return { own: run };
  const owner = controller ?? likelyOwner(pod);
  return { owner, own: owner === undefined ? nameOfBare(pod, container) : undefined };
}

function podMatcher(name: string, { kinds, others, forms }: Omit<Found, 'service'>): readonly LabelMatcher[] {
  if ((kinds.size === 0 && others.size === 0 && forms.size === 0) || others.size > MOST_NAMED) return [];
  const byForm = kinds.size === 0 ? [] : [podPattern(name, [...kinds])];
  return [{ label: 'pod', op: '=~', value: [...byForm, ...forms, ...[...others].sort().map(escapeRegex)].join('|') }];
}

/** The names of a pod's containers, by pod. */
function containersByPod(members: readonly Labels[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byPod = new Map<string, Set<string>>();
  for (const labels of members) {
    const container = containerOf(labels);
    if (container === undefined || podOf(labels) === undefined) continue;
    const key = podKey(labels);
    byPod.set(key, (byPod.get(key) ?? new Set()).add(container));
  }
  return byPod;
}

/** A process's own metrics may lack the container: in a pod of one container it is that one. */
function onlyContainer(containers: ReadonlyMap<string, ReadonlySet<string>>, labels: Labels): string | undefined {
  const names = containers.get(podKey(labels));
  return names?.size === 1 ? [...names][0] : undefined;
}

function podKey(labels: Labels): string {
  const namespace = filled(labels['exported_namespace']) ?? filled(labels['namespace']) ?? '';
  return JSON.stringify([labels['cluster'] ?? '', namespace, podOf(labels) ?? '']);
}

function matcher(label: string, value: string | undefined): readonly LabelMatcher[] {
  return value === undefined ? [] : [{ label, op: '=', value }];
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
