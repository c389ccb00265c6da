import { expect, onTestFinished, test } from 'vitest';
import { collectorMetrics } from '../../../src/adapters/collector/metrics-source.ts';
import { PodRecorder } from '../../../src/adapters/kubernetes/pod-recorder.ts';
import { PodWatch } from '../../../src/adapters/kubernetes/pod-watch.ts';
import { podSchema } from '../../../src/adapters/kubernetes/schema.ts';
import { SqlSampleStore } from '../../../src/adapters/stores/sample-store.ts';
import { annotatedServices } from '../../../src/collection/pods/annotated-pods.ts';
import { PPROF_PORT } from '../../../src/collection/pods/pod.ts';
import { Readings } from '../../../src/evidence/readings.ts';
import { withPodStatus } from '../../../src/evidence/with-pod-status.ts';
import { workloadMemory } from '../../../src/evidence/workload-memory.ts';
import { MiB } from '../../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { trackOf } from '../../../src/metrics/series.ts';
import { aKubernetesPod, OOM_KILLED } from '../../support/a-kubernetes-pod.ts';
import { aKubernetes } from '../../support/kubernetes-stand-in.ts';
import { seriesSource } from '../../support/series-source.ts';
import { anEmptyDatabase } from '../../support/test-database.ts';

const NOON = Date.parse('2026-11-29T12:00:00Z');
const ASKS = { [PPROF_PORT]: '6060' };

async function watching(kubeconfig: string, namespaces: readonly string[] = []) {
  const seen: string[] = [];
  const failures: string[] = [];
  const watch = new PodWatch({
    kubeconfig,
    namespaces,
    changed: ({ name, containers: [first] }) => seen.push(`${name.slice(-5)} ${first?.restarts}`),
    failed: (error) => failures.push(String(error)),
  });
  onTestFinished(() => watch.stop());
  await watch.start();
  return { watch, seen, failures };
}

test('pods are known from a list, and their changes from a watch', async () => {
  const { kubeconfig, cluster, say } = await aKubernetes([aKubernetesPod({})]);
  const { watch, seen } = await watching(kubeconfig);
  // The client is loaded first, which takes a busy machine more than a second.
  await expect.poll(() => cluster.streams.length, { timeout: 10_000 }).toBe(1);
  say('MODIFIED', aKubernetesPod({ version: 11, restarts: 1, lastState: OOM_KILLED }));
  say('ADDED', aKubernetesPod({ version: 12, name: 'markets-api-7d9f8b6c5-k7pvd' }));
  await expect.poll(() => seen).toEqual(['x2xkf 0', 'x2xkf 1', 'k7pvd 0']);
  say('DELETED', aKubernetesPod({ version: 13 }));
  await expect.poll(() => watch.now().map(({ name }) => name)).toEqual(['markets-api-7d9f8b6c5-k7pvd']);
  expect(cluster.asked).toEqual(['/api/v1/pods', '/api/v1/pods watch']);
});

test('a watch that ends goes on, and a refusal says which right is missing', { timeout: 20_000 }, async () => {
  const { kubeconfig, cluster, say } = await aKubernetes([]);
  cluster.refuses = 1;
  const { watch, failures } = await watching(kubeconfig, ['prod']);
  await expect.poll(() => cluster.streams.length, { timeout: 10_000 }).toBe(1);
  expect(failures).toEqual([
    "UnavailableError: the API of Kubernetes refuses the pods of the namespace prod (403): the service account needs list and watch of pods there (a Role, the chart's kubernetes.namespaces)",
  ]);
  cluster.streams[0]?.end();
  await expect.poll(() => cluster.streams.length, { timeout: 10_000 }).toBe(2);
  say('ADDED', aKubernetesPod({ version: 11 }));
  await expect.poll(() => watch.now()).toHaveLength(1);
  expect(new Set(cluster.asked.map((each) => each.split(' ')[0]))).toEqual(new Set(['/api/v1/namespaces/prod/pods']));
});

/** A recorder over a store in memory, and what it has said of the pods of a service at the end. */
async function recorded(known: Parameters<typeof aKubernetesPod>[0][], wanted: boolean) {
  const database = await anEmptyDatabase();
  onTestFinished(() => database.destroy());
  const samples = new SqlSampleStore(database);
  const clock = { time: NOON - HOUR, now: () => clock.time };
  const failures: unknown[] = [];
  const recorder = new PodRecorder({ samples, clock, wanted: () => wanted, failed: (error) => failures.push(error) });
  const { kubeconfig, cluster, say } = await aKubernetes([]);
  let changes = 0;
  const watch = new PodWatch({
    kubeconfig,
    namespaces: [],
    failed: (error) => failures.push(error),
    changed: (pod) => {
      recorder.changed(pod);
      changes += 1;
    },
  });
  onTestFinished(() => watch.stop());
  await watch.start();
  await expect.poll(() => cluster.streams.length).toBe(1);
  for (const [index, pod] of known.entries()) {
    // The last one is heard of three seconds after it happened.
    clock.time = index === known.length - 1 ? NOON + 3000 : NOON - HOUR;
    say(index === 0 ? 'ADDED' : 'MODIFIED', aKubernetesPod({ annotations: ASKS, version: 11 + index, ...pod }));
    await expect.poll(() => changes).toBe(index + 1);
  }
  await recorder.stop();
  expect(failures).toEqual([]);
  const [service] = annotatedServices([podSchema.parse(aKubernetesPod({ annotations: ASKS }))], undefined);
  if (service === undefined) throw new Error('no pod asks to be visited');
  const range = { from: NOON - 3 * HOUR, to: NOON + 10 * MINUTE };
  const minutes = Array.from({ length: 190 }, (_, i) => range.from + i * MINUTE);
  // A Prometheus that scrapes the kubelet, and has no kube-state-metrics.
  const kubelet = seriesSource('a server', [
    {
      metric: 'container_memory_rss',
      labels: { namespace: 'prod', pod: 'markets-api-7d9f8b6c5-x2xkf', container: 'markets-api', image: 'i', id: '/a' },
      ...trackOf(minutes.map((time) => [time, (time < NOON ? 150 : 40) * MiB])),
    },
  ]);
  const source = withPodStatus(kubelet, collectorMetrics(samples));
  const question = { service, range, signal: new AbortController().signal };
  const [pod] = (await workloadMemory(new Readings(source), question)).pods;
  return pod;
}

test('an OOM kill is known from the state of its pod, where no kube-state-metrics counts it', async () => {
  const pod = await recorded([{}, { restarts: 1, lastState: OOM_KILLED }], true);
  expect(pod?.kills).toEqual([NOON]);
  expect(pod).toMatchObject({ restarts: 1, limit: 160 * MiB });
  expect(pod?.killsUncounted).toBeUndefined();
});

test('one of a pod that no one had asked about, too', async () => {
  const pod = await recorded([{ restarts: 1, lastState: OOM_KILLED }], false);
  expect(pod?.kills).toEqual([NOON]);
  expect(pod?.restarts).toBe(1);
  expect(pod?.lifetimes.map(({ end }) => end)).toEqual(['oom-killed', 'running']);
});

test('an end that was no kill has its exit code', async () => {
  const { terminated } = OOM_KILLED;
  const lastState = { terminated: { ...terminated, exitCode: 1, reason: 'Error' } };
  const pod = await recorded([{ restarts: 1, lastState }], false);
  expect(pod?.kills).toEqual([]);
  expect(pod?.lifetimes[0]).toMatchObject({ end: 'restarted', exitCode: 1 });
});

test('a pod that the kubelet evicted is known, from the moment of it, which was before anyone watched', async () => {
  const status = {
    phase: 'Failed',
    reason: 'Evicted',
    conditions: [
      {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'TerminationByKubelet',
        lastTransitionTime: '2026-11-29T11:30:00Z',
      },
    ],
  };
  const pod = await recorded([{ status }], false);
  const after = (pod?.evictedAt ?? 0) - (NOON - HOUR / 2);
  // As exact as the samples are asked for.
  expect(after).toBeGreaterThanOrEqual(0);
  expect(after).toBeLessThan(MINUTE / 2);
});

test('where the server of metrics counts, its answer stands alone', async () => {
  const metric = 'kube_pod_container_status_restarts_total';
  const series = (value: number) =>
    seriesSource('a server', [{ metric, labels: { pod: 'p' }, ...trackOf([[NOON, value]]) }]);
  const query = { matchers: [], range: { from: NOON - MINUTE, to: NOON }, step: MINUTE, aggregate: 'last' } as const;
  const values = async (server: ReturnType<typeof seriesSource>, asked: string) =>
    (await withPodStatus(server, series(7)).series({ ...query, metric: asked })).map((each) => each.values.at(-1));
  expect(await values(series(3), metric)).toEqual([3]);
  expect(await values(seriesSource('a server', []), metric)).toEqual([7]);
  expect(await values(seriesSource('a server', []), 'container_memory_rss')).toEqual([]);
});
