import type { ContainerState } from '../cluster/container-state.ts';
import type { LivingPod } from '../cluster/living-pod.ts';
import type { Monitoring } from '../cluster/plan.ts';
import type { Labels } from '../programs/program.ts';

type Put = (metric: string, labels: Labels, value: number) => void;

/** What kube-prometheus-stack drops of the kubelet's cAdvisor metrics (values.yaml, cAdvisorMetricRelabelings). */
const DROPPED =
  /^(container_memory_(mapped_file|swap)|container_spec.*|container_(file_descriptors|tasks_state|threads_max))$/;

/** One scrape of the kubelet's /metrics/cadvisor, as far as it is about a pod. */
export function scrapeCadvisor(pod: LivingPod, monitoring: Monitoring, scrapeLabels: Labels, put: Put): void {
  const say: Put = (metric, labels, value) => {
    if (monitoring.keeps === 'all' || !DROPPED.test(metric)) put(metric, labels, value);
  };
  for (const state of pod.containers) ofContainer(state, pod, { monitoring, scrapeLabels, say });
  ofPod(pod, monitoring, scrapeLabels, say);
}

interface Scrape {
  readonly monitoring: Monitoring;
  readonly scrapeLabels: Labels;
  readonly say: Put;
}

const LABELS = new WeakMap<object, Labels>();

/** The same object for each scrape of a run: series are looked up by it. */
function remembered(key: object, make: () => Labels): Labels {
  const known = LABELS.get(key) ?? make();
  LABELS.set(key, known);
  return known;
}

function ofContainer(state: ContainerState, pod: LivingPod, { monitoring, scrapeLabels, say }: Scrape): void {
  const { run, charge, demand } = state;
  if (run === undefined || charge === undefined || demand === undefined) return;
  const labels = remembered(run, () => ({
    ...scrapeLabels,
    container: state.plan.name,
    id: run.id,
    image: `registry.example/${state.plan.name}:${run.revision}`,
    name: run.id.slice(-70, -6),
    pod: pod.plan.name,
  }));
  const { anonymous, shared, kernel, activeFile, inactiveFile, swap, usage, workingSet } = charge;
  say('container_memory_rss', labels, anonymous);
  say('container_memory_usage_bytes', labels, usage);
  say('container_memory_working_set_bytes', labels, workingSet);
  say('container_memory_cache', labels, activeFile + inactiveFile + shared);
  if (monitoring.activeFile) {
    say('container_memory_total_active_file_bytes', labels, activeFile);
    say('container_memory_total_inactive_file_bytes', labels, inactiveFile);
  }
  say('container_memory_mapped_file', labels, activeFile * 0.5);
  say('container_memory_kernel_usage', labels, monitoring.cgroup === 1 ? kernel : 0);
  say('container_memory_swap', labels, swap);
  say('container_memory_failcnt', labels, 0);
  say('container_spec_memory_limit_bytes', labels, state.limit);
  say('container_start_time_seconds', labels, Math.floor(run.started));
  say('container_threads', labels, demand.threads);
  say('container_processes', labels, demand.processes);
  say('container_sockets', labels, demand.sockets);
  say('container_oom_events_total', labels, state.oomEvents);
}

/** The pod's own cgroup: no container, no image. It holds what its containers hold and what ended ones left. */
function ofPod(pod: LivingPod, monitoring: Monitoring, scrapeLabels: Labels, say: Put): void {
  const charges = pod.containers.flatMap(({ charge }) => charge ?? []);
  const total = (of: (charge: (typeof charges)[number]) => number) => charges.reduce((all, each) => all + of(each), 0);
  const labels = remembered(pod, () => ({
    ...scrapeLabels,
    id: `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${pod.plan.uid}.slice`,
    pod: pod.plan.name,
  }));
  // The pause container, and the pod's own page tables.
  const own = 0.4 * 2 ** 20;
  say('container_memory_rss', labels, total(({ anonymous }) => anonymous) + own);
  say('container_memory_usage_bytes', labels, pod.usage + own);
  say('container_memory_working_set_bytes', labels, total(({ workingSet }) => workingSet) + pod.leftBehind + own);
  say(
    'container_memory_cache',
    labels,
    total(({ activeFile, inactiveFile, shared }) => activeFile + inactiveFile + shared) + pod.leftBehind,
  );
  if (monitoring.activeFile) {
    say(
      'container_memory_total_active_file_bytes',
      labels,
      total(({ activeFile }) => activeFile),
    );
    say(
      'container_memory_total_inactive_file_bytes',
      labels,
      total(({ inactiveFile }) => inactiveFile),
    );
  }
  say('container_memory_kernel_usage', labels, monitoring.cgroup === 1 ? total(({ kernel }) => kernel) : 0);
  say(
    'container_memory_swap',
    labels,
    total(({ swap }) => swap),
  );
  say('container_spec_memory_limit_bytes', labels, pod.limit);
  say('container_start_time_seconds', labels, Math.floor(pod.plan.from));
}
