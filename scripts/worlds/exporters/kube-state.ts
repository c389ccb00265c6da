import type { ContainerState } from '../cluster/container-state.ts';
import type { LivingPod } from '../cluster/living-pod.ts';
import type { Monitoring } from '../cluster/plan.ts';
import type { Labels } from '../programs/program.ts';

export type PutKube = (metric: string, labels: Labels, value: number) => void;

export interface KubeScrape {
  readonly monitoring: Monitoring;
  readonly namespace: string;
  readonly put: PutKube;
}

/** kube-state-metrics 2.x about a pod: its owner, and each container's state, limit and restarts. */
export function scrapeKubeState(pod: LivingPod, { monitoring, namespace, put }: KubeScrape): void {
  const { plan } = pod;
  const own = { namespace, pod: plan.name, uid: plan.uid };
  put('kube_pod_start_time', own, Math.floor(plan.from));
  put('kube_pod_info', { ...own, node: 'node-1', host_network: 'false' }, 1);
  if (monitoring.owners) owners(pod, { namespace, put });
  for (const state of pod.containers) ofContainer(state, own, put);
}

const OWNER_KINDS = { Deployment: 'ReplicaSet', StatefulSet: 'StatefulSet', DaemonSet: 'DaemonSet' } as const;

function owners(pod: LivingPod, { namespace, put }: Pick<KubeScrape, 'namespace' | 'put'>): void {
  const { plan } = pod;
  const { workload, replicaSet } = plan;
  const owner = {
    owner_kind: OWNER_KINDS[workload.kind],
    owner_name: replicaSet?.name ?? workload.name,
    owner_is_controller: 'true',
  };
  put('kube_pod_owner', { namespace, pod: plan.name, uid: plan.uid, ...owner }, 1);
  if (replicaSet === undefined) return;
  const set = { namespace, replicaset: replicaSet.name };
  put(
    'kube_replicaset_owner',
    { ...set, owner_kind: 'Deployment', owner_name: workload.name, owner_is_controller: 'true' },
    1,
  );
  put('kube_replicaset_created', set, Math.floor(Math.min(replicaSet.created, plan.from)));
}

function ofContainer(state: ContainerState, own: Labels, put: PutKube): void {
  const { plan, run, lastEnd, limit } = state;
  // A native side-car is an init container: every metric of it has the other prefix.
  const kind = plan.init === true ? 'kube_pod_init_container' : 'kube_pod_container';
  const labels = { ...own, container: plan.name };
  if (limit > 0) put(`${kind}_resource_limits`, { ...labels, node: 'node-1', resource: 'memory', unit: 'byte' }, limit);
  put(
    `${kind}_resource_requests`,
    { ...labels, node: 'node-1', resource: 'memory', unit: 'byte' },
    Math.round((limit || 512 * 2 ** 20) * 0.6),
  );
  put(`${kind}_status_restarts_total`, labels, state.restarts);
  put(`${kind}_status_running`, labels, run === undefined ? 0 : 1);
  if (run === undefined && lastEnd !== undefined)
    put(`${kind}_status_waiting_reason`, { ...labels, reason: 'CrashLoopBackOff' }, 1);
  if (lastEnd !== undefined && lastEnd.reason !== 'replaced') {
    put(`${kind}_status_last_terminated_reason`, { ...labels, reason: lastEnd.reason }, 1);
    put(`${kind}_status_last_terminated_exitcode`, labels, lastEnd.code);
    put(`${kind}_status_last_terminated_timestamp`, labels, Math.floor(lastEnd.at));
  }
  if (run === undefined) return;
  put('kube_pod_container_state_started', labels, Math.floor(run.started));
  if (plan.init !== true) {
    const image = `registry.example/${plan.name}:${run.revision}`;
    put(
      'kube_pod_container_info',
      { ...labels, image, image_spec: image, container_id: `containerd://${run.id.slice(-70, -6)}` },
      1,
    );
  }
}
