import { cronJobOf, deploymentOf, type OwnerKind } from './pod-owner.ts';

type Labels = Readonly<Record<string, string>>;

export interface PodIdentity {
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
  readonly pod: string;
}

/** The workload that owns a pod, as kube-state-metrics names it. */
export interface Owner {
  readonly kind: OwnerKind;
  readonly name: string;
}

/** The metrics of kube-state-metrics (and the rule of kubernetes-mixin) that say who owns a pod. */
export const OWNER_METRICS = [
  'namespace_workload_pod:kube_pod_owner:relabel',
  'kube_pod_owner',
  'kube_replicaset_owner',
  'kube_job_owner',
] as const;

/**
 * Looks owners up in the series of {@link OWNER_METRICS}: first the recording rule, which names the workload itself,
 * else pod → ReplicaSet → Deployment (or Rollout) and pod → Job → CronJob. Undefined for a pod that none of them names,
 * and for one that owns itself.
 */
export function ownersFrom(series: readonly Labels[]): (pod: PodIdentity) => Owner | undefined {
  const byRule = new Map<string, Owner>();
  const ofPod = new Map<string, Owner & { readonly controller: string }>();
  const ofController = new Map<string, string>();
  for (const labels of series) {
    const at = (name: string) => keyOf(labels, name);
    const owner = filled(labels['owner_name']);
    switch (labels['__name__']) {
      case 'namespace_workload_pod:kube_pod_owner:relabel': {
        const workload = filled(labels['workload']);
        if (workload !== undefined)
          byRule.set(at(podName(labels)), { name: workload, kind: kindOf(labels['workload_type'] ?? '') });
        break;
      }
      case 'kube_pod_owner':
        if (owner !== undefined && owner !== NONE) {
          const controller = labels['owner_kind'] ?? '';
          ofPod.set(at(podName(labels)), { name: owner, controller, kind: kindOf(controller) });
        }
        break;
      case 'kube_replicaset_owner':
        if (owner !== undefined) ofController.set(at(`ReplicaSet/${labels['replicaset']}`), owner);
        break;
      case 'kube_job_owner':
        if (owner !== undefined) ofController.set(at(`Job/${labels['job_name']}`), owner);
        break;
      default:
        break;
    }
  }
  return (pod) => {
    const ruled = byRule.get(identityKey(pod, pod.pod));
    if (ruled !== undefined) return ruled;
    const own = ofPod.get(identityKey(pod, pod.pod));
    if (own === undefined) return undefined;
    const above = ofController.get(identityKey(pod, `${own.controller}/${own.name}`));
    return ownerAbove(own, above);
  };
}

/** What kube-state-metrics writes where there is no owner. */
const NONE = '<none>';

/** Without the metric that names the owner above a ReplicaSet or Job, its own name says whether there is one. */
function ownerAbove(own: Owner & { readonly controller: string }, above: string | undefined): Owner {
  switch (own.controller) {
    case 'ReplicaSet': {
      const name = above ?? deploymentOf(own.name);
      return name === undefined || name === NONE ? { name: own.name, kind: 'DaemonSet' } : { name, kind: 'Deployment' };
    }
    case 'Job': {
      const name = above ?? cronJobOf(own.name);
      return name === undefined || name === NONE ? { name: own.name, kind: 'Job' } : { name, kind: 'CronJob' };
    }
    default:
      return { name: own.name, kind: own.kind };
  }
}

/** How the controllers that are known by these names call their pods; a Rollout's are called like a Deployment's. */
function kindOf(controller: string): OwnerKind {
  switch (controller.toLowerCase()) {
    case 'statefulset':
      return 'StatefulSet';
    case 'daemonset':
      return 'DaemonSet';
    case 'job':
      return 'Job';
    case 'cronjob':
      return 'CronJob';
    default:
      return 'Deployment';
  }
}

function podName(labels: Labels): string {
  return filled(labels['exported_pod']) ?? labels['pod'] ?? '';
}

function keyOf(labels: Labels, name: string): string {
  const namespace = filled(labels['exported_namespace']) ?? filled(labels['namespace']);
  return identityKey({ cluster: filled(labels['cluster']), namespace }, name);
}

function identityKey({ cluster, namespace }: Omit<PodIdentity, 'pod'>, name: string): string {
  return JSON.stringify([cluster ?? '', namespace ?? '', name]);
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
