import { describe, expect, test } from 'vitest';
import { podSchema } from '../../../src/adapters/kubernetes/schema.ts';
import { annotatedProcesses, annotatedServices } from '../../../src/collection/pods/annotated-pods.ts';
import { PPROF_PORT } from '../../../src/collection/pods/pod.ts';
import { isTroubled, POD_REASON, POD_STATUS_METRICS, statusScrape } from '../../../src/collection/pods/pod-status.ts';
import { everyMetric } from '../../../src/metrics/catalogue.ts';
import { aKubernetesPod, OOM_KILLED } from '../../support/a-kubernetes-pod.ts';

const NOON = Date.parse('2026-11-29T12:00:00Z');
const read = (changes: Parameters<typeof aKubernetesPod>[0]) => podSchema.parse(aKubernetesPod(changes));
const asking = (changes: Parameters<typeof aKubernetesPod>[0] = {}) =>
  read({ annotations: { [PPROF_PORT]: '6060' }, ...changes });

/** `metric{label=value}` = value, without the labels that all share. */
const drawn = (scrape: ReturnType<typeof statusScrape>) =>
  scrape.samples.map(({ metric, labels: { container, ...labels }, value }) =>
    [metric.replace('kube_pod_container_', ''), container, ...Object.values(labels), value].join(' '),
  );

describe('the state of a pod', () => {
  test('is what kube-state-metrics has of it, by the names that questions ask for', () => {
    const killed = read({ restarts: 3, lastState: OOM_KILLED, state: { waiting: { reason: 'CrashLoopBackOff' } } });
    expect(drawn(statusScrape(killed, NOON))).toEqual([
      'status_restarts_total markets-api 3',
      'resource_limits markets-api memory byte 167772160',
      'status_waiting_reason markets-api CrashLoopBackOff 1',
      'status_last_terminated_reason markets-api OOMKilled 1',
      'status_last_terminated_exitcode markets-api 137',
      'status_last_terminated_timestamp markets-api 1795953600',
      'status_restarts_total envoy 0',
    ]);
    expect(NOON / 1000).toBe(1_795_953_600);
    expect([...POD_STATUS_METRICS].filter((name) => name !== POD_REASON && !everyMetric().has(name))).toEqual([]);
  });

  test('is kept of a pod that no one asked about only where something ended', () => {
    expect([read({}), read({ lastState: OOM_KILLED })].map(isTroubled)).toEqual([false, true]);
  });
});

describe('a pod that asks to be visited', () => {
  test('is a process of its workload, at its own address', () => {
    const [service] = annotatedServices([asking(), asking({ name: 'markets-api-7d9f8b6c5-k7pvd' })], undefined);
    expect(service?.workload).toEqual({ namespace: 'prod', name: 'markets-api', container: 'markets-api' });
    expect(annotatedServices([asking(), asking()], undefined)).toHaveLength(1);
    expect(annotatedProcesses([asking()], 'eu-1')).toEqual([
      {
        scrapeUrl: 'http://10.1.2.3:6060/metrics',
        labels: { cluster: 'eu-1', namespace: 'prod', pod: 'markets-api-7d9f8b6c5-x2xkf', container: 'markets-api' },
        pod: 'markets-api-7d9f8b6c5-x2xkf',
      },
    ]);
  });

  test.each([
    ['says no port', asking({ annotations: { [PPROF_PORT]: '6060/../admin' } })],
    ['says a port that is none', asking({ annotations: { [PPROF_PORT]: '70000' } })],
    ['says nothing', read({})],
    // Its address is the node's: it would choose what of the node is asked.
    ['is in the network of its node', asking({ hostNetwork: true })],
  ])('one that %s is not', (_, pod) => {
    expect(annotatedProcesses([pod], undefined)).toEqual([]);
  });
});
