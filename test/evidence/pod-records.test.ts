import { describe, expect, test } from 'vitest';
import { podRecords } from '../../src/evidence/pod-records.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { aService } from '../support/investigations.ts';
import { seriesSource } from '../support/series-source.ts';

const range = { from: 0, to: 2 * HOUR };
const GONE = 'markets-api-7d9f6c5b84-x2xqz';

/** kube-state-metrics' gauge of one pod, 1 from a minute on. */
function reason(labels: Record<string, string>, from: number, name = 'Evicted'): Series {
  const points = Array.from({ length: 120 }, (_, i) => [i * MINUTE, i >= from ? 1 : 0] as const);
  return { metric: 'kube_pod_status_reason', labels: { reason: name, ...labels }, ...trackOf(points) };
}

function found(...series: readonly Series[]) {
  const question = { service: aService(), range, signal: new AbortController().signal };
  return podRecords(new Readings(seriesSource('a source', series)), question);
}

describe('pods that were evicted', () => {
  test('of this service, from when on', async () => {
    const all = [
      reason({ namespace: 'prod', pod: GONE }, 30),
      reason({ namespace: 'prod', pod: 'markets-api-7d9f6c5b84-k7pwt' }, 200),
      reason({ namespace: 'prod', pod: 'markets-api-worker-7d9f6c5b84-k7pwt' }, 10),
      reason({ namespace: 'test', pod: 'markets-api-7d9f6c5b84-k7pwt' }, 10),
      reason({ namespace: 'prod', pod: 'markets-api-7d9f6c5b84-c4f5t' }, 10, 'NodeLost'),
    ];
    expect([...(await found(...all))]).toEqual([[GONE, { evictedAt: 30 * MINUTE }]]);
  });

  test('by the labels of the pod that is meant, where the exporter has its own', async () => {
    const labels = { namespace: 'monitoring', pod: 'kube-state-metrics-0', exported_namespace: 'prod' };
    expect([...(await found(reason({ ...labels, exported_pod: GONE }, 5)))]).toEqual([
      [GONE, { evictedAt: 5 * MINUTE }],
    ]);
  });
});

describe('what owns a pod, and how it ended', () => {
  const JOB = 'markets-api-x2xqz';

  function gauge(metric: string, labels: Record<string, string>, from = 0): Series {
    return { ...reason({ namespace: 'prod', ...labels }, from), metric, labels: { namespace: 'prod', ...labels } };
  }

  test('the controller is named by its kind', async () => {
    const owner = gauge('kube_pod_owner', { pod: JOB, owner_kind: 'Job', owner_name: 'markets-api' });
    const bare = gauge('kube_pod_owner', { pod: GONE, owner_kind: '<none>', owner_name: '<none>' });
    expect([...(await found(owner, bare))]).toEqual([[JOB, { ownerKind: 'Job' }]]);
  });

  test('the end of the container that is asked about, and not of one beside it', async () => {
    const container = aService().workload.container ?? '';
    const ended = (reasonOf: string, name: string) =>
      gauge('kube_pod_container_status_terminated_reason', { pod: JOB, container: name, reason: reasonOf }, 40);
    const records = await found(ended('OOMKilled', container), ended('Completed', 'istio-proxy'));
    expect(records.get(JOB)).toEqual({ finalEnd: { reason: 'OOMKilled', seenAt: 119 * MINUTE } });
  });
});
