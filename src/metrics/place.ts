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

/** Compose and Swarm name their containers by labels of their own, which are read as pods too. */
function isOfKubernetes(labels: Labels): boolean {
  const docker = Object.keys(labels).some((label) => label.startsWith('container_label_com_docker_'));
  return !docker && (podLabelOf(labels) !== 'instance' || (labels['namespace'] ?? '') !== '');
}
