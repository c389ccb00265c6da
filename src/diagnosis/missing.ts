import type { Quantity } from '../metrics/catalogue.ts';
import type { Gap } from './finding.ts';
import type { Judgement } from './judgement.ts';

const OWN_METRICS =
  'serve promhttp.Handler() (github.com/prometheus/client_golang) on /metrics and let Prometheus scrape it, with the pod label';
const CADVISOR = 'let Prometheus scrape the kubelet at /metrics/cadvisor';
const KUBE_STATE = 'install kube-state-metrics and let Prometheus scrape it';

/** What a missing quantity is called and the setting that would show it. */
const GAPS: Readonly<Partial<Record<Quantity, Gap>>> = {
  rss: { missing: 'memory of the pods (container_memory_rss or process_resident_memory_bytes)', fix: CADVISOR },
  'memory-limit': {
    missing: 'the memory limit',
    fix: `${KUBE_STATE}, or set memoryLimit of the service in leakbot.yaml`,
  },
  restarts: { missing: 'the restart count (kube_pod_container_status_restarts_total)', fix: KUBE_STATE },
  'terminated-reason': {
    missing: 'why containers ended (kube_pod_container_status_last_terminated_reason)',
    fix: KUBE_STATE,
  },
  goroutines: { missing: 'the goroutine count (go_goroutines)', fix: OWN_METRICS },
  'live-heap': {
    missing: 'the live heap (go_gc_heap_live_bytes or go_memstats_alloc_bytes)',
    fix: `${OWN_METRICS}; for the exact figure register collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(collectors.MetricsGC))`,
  },
  'heap-inuse': { missing: 'the split of Go memory (go_memstats_*_bytes)', fix: OWN_METRICS },
  gomemlimit: {
    missing: 'GOMEMLIMIT (go_gc_gomemlimit_bytes)',
    fix: 'update client_golang to 1.20 or later, which exposes it without a setting',
  },
};

/** The gap that a missing quantity leaves; undefined for those nobody needs told. */
export function gapOf(quantity: Quantity): Gap | undefined {
  return GAPS[quantity];
}

/** A question that no metric answers: unclear, naming what is missing and how to add it. */
export function missingJudgement(quantity: Quantity, pod: string | undefined): Judgement {
  const gap = gapOf(quantity) ?? { missing: quantity, fix: OWN_METRICS };
  const where = pod === undefined ? '' : ` for ${pod}`;
  return {
    answer: 'unclear',
    confidence: 0.5,
    headline: `Not measured${where}: ${gap.missing}.`,
    reasons: [`To add it, ${gap.fix}.`],
  };
}
