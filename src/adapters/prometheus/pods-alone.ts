import { matching } from '../../collection/matches.ts';
import type { LabelMatcher } from '../../metrics/series.ts';
import { canonicalLabels } from './label-styles.ts';
import { dividedByIdentity, type TargetInfo } from './target-info.ts';

type Labels = Readonly<Record<string, string>>;

/** What kube-state-metrics lists containers by. */
export const LISTED = 'kube_pod_container_(?:info|status_restarts_total|resource_limits)';

/**
 * Where cAdvisor knows the pods' cgroups alone (cri-dockerd, some sandboxes): what such a cgroup takes is its
 * container's in a pod of one, which kube-state-metrics lists.
 */
export function podsAlone(listed: readonly Labels[]): TargetInfo {
  const pods = Map.groupBy(listed.map(canonicalLabels), podKey);
  const onlyContainer = (labels: Labels) => {
    const [name, ...others] = new Set(pods.get(podKey(labels))?.map(({ container }) => container));
    return others.length === 0 ? name : undefined;
  };
  return {
    selectors: (matchers) => {
      const wanted = matching(dividedByIdentity(matchers).identity);
      if (!listed.map(canonicalLabels).some(wanted)) return [];
      return [[...matchers.filter(({ label }) => label !== 'container'), ...OF_PODS]];
    },
    completed: (labels) => {
      if (!(labels['id'] ?? '').startsWith('/') || (labels['pod'] ?? '') === '') return labels;
      const container = (labels['container'] ?? '') === '' ? onlyContainer(labels) : undefined;
      return container === undefined ? labels : { ...labels, container };
    },
  };
}

const OF_PODS: readonly LabelMatcher[] = [
  { label: 'pod', op: '!=', value: '' },
  ...['container', 'image'].map((label) => ({ label, op: '=', value: '' }) as const),
];

function podKey({ cluster = '', namespace = '', pod = '' }: Labels): string {
  return JSON.stringify([cluster, namespace, pod]);
}
