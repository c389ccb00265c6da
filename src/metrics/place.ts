import { podLabelOf } from './pod-label.ts';

/** Where a service runs and who measures it, as far as labels and names show: what is advised has to exist there. */
export interface Place {
  /** Whether its series name a pod or a namespace of Kubernetes. */
  readonly kubernetes: boolean;
  /** Whether its metrics are those of OpenTelemetry. */
  readonly otel: boolean;
}

/** Where nothing says otherwise. */
export const KUBERNETES: Place = { kubernetes: true, otel: false };

type Labels = Readonly<Record<string, string>>;

/** The place of series that have these labels, beside metrics of these names. Undefined where there are none. */
export function placeOf(series: readonly { readonly labels: Labels }[], metrics: Iterable<string>): Place | undefined {
  if (series.length === 0) return undefined;
  return {
    kubernetes: series.some(({ labels }) => isOfKubernetes(labels)),
    otel: [...metrics].some((metric) => metric.includes('.')),
  };
}

function isOfKubernetes(labels: Labels): boolean {
  return !isOutsideKubernetes(labels) && (podLabelOf(labels) !== 'instance' || (labels['namespace'] ?? '') !== '');
}

/** Labels by which Docker's tools, ECS, Nomad and process-exporter name what they run, which is read as pods too. */
const OUTSIDE = /^(?:container_label_com_(?:docker|amazonaws_ecs|hashicorp_nomad)_.*|alloc_id|groupname)$/;

/** Whether a container has its name from something else than Kubernetes: no controller named its pod. */
export function isOutsideKubernetes(labels: Labels): boolean {
  const { pod, name, instance } = labels;
  if (Object.keys(labels).some((label) => OUTSIDE.test(label))) return true;
  return pod !== undefined && (pod === name || pod.endsWith(` on ${instance}`));
}
