import { POD_REASON } from '../collection/pods/pod-status.ts';
import type { Instant } from '../foundation/clock.ts';
import { selectorsFor } from '../metrics/catalogue.ts';
import type { FinalEnd } from '../metrics/final-end.ts';
import { containerOf, podOf } from '../metrics/pod-label.ts';
import type { Series } from '../metrics/series.ts';
import { inAnyContainer } from '../service/containers.ts';
import type { Question } from './asked-about.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';

/** What kube-state-metrics says of a pod as a whole. */
export interface PodRecord {
  /** When the kubelet evicted it, because its node ran short of something. */
  readonly evictedAt?: Instant | undefined;
  /** The kind of its controller, as Kubernetes names it: `ReplicaSet`, `Job`, `Workflow`. */
  readonly ownerKind?: string | undefined;
  /** The node that it runs on, and its address. */
  readonly node?: string | undefined;
  readonly nodeAddress?: string | undefined;
  /** How its last container ended. */
  readonly finalEnd?: FinalEnd | undefined;
}

const OWNER = 'kube_pod_owner';
const INFO = 'kube_pod_info';
/** Of a container that ended and was not started again, unlike `…_last_terminated_reason`, which one that was restarted has. */
const TERMINATED = 'kube_pod_container_status_terminated_reason';

/** Reasons that are read; none at all is that of an owner, which has no such label. */
const REASONS = ['', 'Evicted', 'OOMKilled', 'Completed', 'Error', 'DeadlineExceeded'].join('|');

/** The records of a service's pods, by pod; empty where kube-state-metrics is not scraped. */
export async function podRecords(
  readings: Readings,
  { service, range, signal }: Question,
): Promise<ReadonlyMap<string, PodRecord>> {
  const found = new Map<string, PodRecord>();
  const wide = inAnyContainer(service);
  if (wide === undefined) return found;
  const reason = { label: 'reason', op: '=~', value: REASONS } as const;
  const query = {
    metrics: [POD_REASON, OWNER, INFO, TERMINATED],
    range,
    step: stepFor(range),
    aggregate: 'last',
  } as const;
  for (const selector of selectorsFor('kube-state-metrics', wide)) {
    const series = await readings.several({ ...query, matchers: [...selector, reason] }, signal);
    for (const one of series) {
      const pod = podOf(one.labels);
      const record = pod === undefined ? undefined : recordOf(one, found.get(pod), service.workload.container);
      if (pod !== undefined && record !== undefined) found.set(pod, { ...found.get(pod), ...record });
    }
    if (found.size > 0) return found;
  }
  return found;
}

function recordOf(series: Series, known: PodRecord | undefined, container: string | undefined): PodRecord | undefined {
  const { metric, labels, times, values } = series;
  const since = times[values.findIndex((value) => value > 0)];
  const last = times[values.findLastIndex((value) => value > 0)];
  if (since === undefined || last === undefined) return undefined;
  switch (metric) {
    case POD_REASON:
      return labels['reason'] === 'Evicted' ? { evictedAt: Math.min(since, known?.evictedAt ?? since) } : undefined;
    case OWNER:
      return isNamed(labels['owner_kind']) ? { ownerKind: labels['owner_kind'] } : undefined;
    case INFO:
      return isNamed(labels['node']) ? { node: labels['node'], nodeAddress: labels['host_ip'] } : undefined;
    case TERMINATED: {
      const own = container === undefined || containerOf(labels) === container;
      const later = last >= (known?.finalEnd?.seenAt ?? last);
      return own && later && isNamed(labels['reason'])
        ? { finalEnd: { reason: labels['reason'], seenAt: last } }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** kube-state-metrics writes `<none>` where a pod has no owner. */
function isNamed(name: string | undefined): name is string {
  return name !== undefined && name !== '' && name !== '<none>';
}
