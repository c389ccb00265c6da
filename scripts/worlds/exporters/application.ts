import type { ContainerState } from '../cluster/container-state.ts';
import type { LivingPod } from '../cluster/living-pod.ts';
import type { Seconds } from '../law.ts';
import type { Labels } from '../programs/program.ts';

export interface ApplicationScrape {
  readonly namespace: string;
  readonly cluster: Labels;
  readonly now: Seconds;
  readonly put: (metric: string, labels: Labels, value: number) => void;
}

interface Target {
  readonly base: Labels;
  readonly labelled: Map<string, Labels>;
}

const TARGETS = new WeakMap<ContainerState, Target>();

/** One scrape of a container's own metrics endpoint; nothing while it is down. */
export function scrapeApplication(state: ContainerState, pod: LivingPod, scrape: ApplicationScrape): void {
  const { program, charge, plan, run } = state;
  if (program === undefined || charge === undefined || run === undefined || plan.scrape === undefined) return;
  const target = TARGETS.get(state) ?? { base: targetLabels(state, pod, scrape), labelled: new Map<string, Labels>() };
  TARGETS.set(state, target);
  const say = (metric: string, value: number, own?: Labels): void => {
    const key = own === undefined ? '' : Object.entries(own).join('|');
    const labels = target.labelled.get(key) ?? { ...target.base, ...own };
    target.labelled.set(key, labels);
    scrape.put(metric, labels, value);
  };
  program.expose(say, charge.anonymous);
  if (plan.requests !== undefined) say('http_requests_total', Math.round(state.requests), { code: '200' });
  if (plan.buildInfo === true)
    say(`${plan.name.replaceAll('-', '_')}_build_info`, 1, {
      revision: run.revision,
      version: `v1.${run.revision.length}`,
    });
}

/** Labels as the operator's ServiceMonitors, annotations on the pod, or Istio's merged endpoint give them. */
function targetLabels({ plan }: ContainerState, pod: LivingPod, { namespace, cluster }: ApplicationScrape): Labels {
  const { name: podName, workload, ordinal } = pod.plan;
  const address = `10.0.${ordinal}.${(podName.length * 7 + podName.charCodeAt(podName.length - 1)) % 250}`;
  switch (plan.scrape) {
    case 'annotations':
      return {
        ...cluster,
        app: workload.name,
        instance: `${address}:8080`,
        job: 'kubernetes-pods',
        namespace,
        pod: podName,
      };
    case 'merged':
      return {
        ...cluster,
        container: 'istio-proxy',
        endpoint: 'http-envoy-prom',
        instance: `${address}:15020`,
        job: 'istio-system/envoy-stats-monitor',
        namespace,
        pod: podName,
      };
    default:
      return {
        ...cluster,
        container: plan.name,
        endpoint: 'metrics',
        instance: `${address}:${plan.name === workload.name ? 8080 : 9102}`,
        job: workload.name,
        namespace,
        pod: podName,
        service: workload.name,
      };
  }
}
