import { SECOND } from '../../../src/measurement/duration.ts';
import { CLUSTER } from '../cluster/names.ts';
import type { MetricFamily, Sample } from './exposition.ts';
import type { PodView, WorkloadView } from './workload-view.ts';

/** What kube-state-metrics (2.12 or later) serves of the workload. */
export function kubeStateMetrics(view: WorkloadView): readonly MetricFamily[] {
  const perPod = (sample: (pod: PodView) => Sample | undefined): readonly Sample[] =>
    view.pods.flatMap((pod) => sample(pod) ?? []);
  const gauge = (name: string, help: string, samples: readonly Sample[]): MetricFamily => ({
    name,
    help,
    type: 'gauge',
    samples,
  });
  const owner = { owner_is_controller: 'true' };
  return [
    gauge(
      'kube_pod_container_info',
      'Information about a container in a pod.',
      perPod((pod) => ({ labels: { ...containerOf(pod, view.workload), ...imageLabels(pod) }, value: 1 })),
    ),
    gauge(
      'kube_pod_container_resource_limits',
      'The number of requested limit resource by a container.',
      perPod((pod) => ({
        labels: { ...containerOf(pod, view.workload), node: CLUSTER.node, resource: 'memory', unit: 'byte' },
        value: pod.limit,
      })),
    ),
    {
      name: 'kube_pod_container_status_restarts_total',
      help: 'The number of container restarts per container.',
      type: 'counter',
      samples: perPod((pod) => ({ labels: containerOf(pod, view.workload), value: pod.restarts })),
    },
    gauge(
      'kube_pod_container_status_last_terminated_reason',
      'Describes the last reason the container was in terminated state.',
      perPod(
        (pod) =>
          pod.lastTermination && {
            labels: { ...containerOf(pod, view.workload), reason: pod.lastTermination.reason },
            value: 1,
          },
      ),
    ),
    gauge(
      'kube_pod_container_status_last_terminated_timestamp',
      'Last terminated time for a pod container in unix timestamp.',
      perPod(
        (pod) =>
          pod.lastTermination && {
            labels: containerOf(pod, view.workload),
            value: Math.floor(pod.lastTermination.time / SECOND),
          },
      ),
    ),
    gauge(
      'kube_pod_owner',
      "Information about the Pod's owner.",
      perPod((pod) => ({
        labels: {
          namespace: CLUSTER.namespace,
          pod: pod.name,
          uid: pod.uid,
          owner_kind: 'ReplicaSet',
          owner_name: pod.replicaSet,
          ...owner,
        },
        value: 1,
      })),
    ),
    gauge(
      'kube_replicaset_created',
      'Unix creation timestamp',
      view.replicaSets.map(({ name, createdAt }) => ({
        labels: { namespace: CLUSTER.namespace, replicaset: name },
        value: Math.floor(createdAt / SECOND),
      })),
    ),
    gauge(
      'kube_replicaset_owner',
      "Information about the ReplicaSet's owner.",
      view.replicaSets.map(({ name }) => ({
        labels: {
          namespace: CLUSTER.namespace,
          replicaset: name,
          owner_kind: 'Deployment',
          owner_name: view.workload,
          ...owner,
        },
        value: 1,
      })),
    ),
  ];
}

function containerOf(pod: PodView, container: string): Readonly<Record<string, string>> {
  return { namespace: CLUSTER.namespace, pod: pod.name, uid: pod.uid, container };
}

function imageLabels(pod: PodView): Readonly<Record<string, string>> {
  const running = pod.container === undefined ? '' : `containerd://${pod.container.id}`;
  return { image_spec: pod.image, image: pod.image, image_id: '', container_id: running };
}
