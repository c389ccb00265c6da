import { onTestFinished } from 'vitest';
import { collectorMetrics } from '../../../src/adapters/collector/metrics-source.ts';
import { PodRecorder } from '../../../src/adapters/kubernetes/pod-recorder.ts';
import { PodWatch } from '../../../src/adapters/kubernetes/pod-watch.ts';
import { SqlSampleStore } from '../../../src/adapters/stores/sample-store.ts';
import type { Pod } from '../../../src/collection/pods/pod.ts';
import { Readings } from '../../../src/evidence/readings.ts';
import { withPodStatus } from '../../../src/evidence/with-pod-status.ts';
import { workloadMemory } from '../../../src/evidence/workload-memory.ts';
import { systemClock } from '../../../src/foundation/clock.ts';
import { MiB } from '../../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { trackOf } from '../../../src/metrics/series.ts';
import type { Service } from '../../../src/service/service.ts';
import { seriesSource } from '../../support/series-source.ts';
import { anEmptyDatabase } from '../../support/test-database.ts';

/** What Leakbot does with pods from the API, until the test ends: the watch, and the recorder behind it. */
export async function following(kubeconfig: string, namespaces: readonly string[] = []) {
  const database = await anEmptyDatabase();
  const samples = new SqlSampleStore(database);
  const failures: string[] = [];
  const changes: Pod[] = [];
  const failed = (error: unknown) => failures.push(String(error));
  const recorder = new PodRecorder({ samples, clock: systemClock, wanted: () => true, failed });
  const changed = (pod: Pod) => {
    changes.push(pod);
    recorder.changed(pod);
  };
  const watch = new PodWatch({ kubeconfig, namespaces, failed, changed });
  onTestFinished(async () => {
    await watch.stop();
    await recorder.stop();
    await database.destroy();
  });
  await watch.start();
  const names = () =>
    watch
      .now()
      .map(({ name }) => name)
      .toSorted();
  /** What an investigation knows of the pods of a service whose memory a Prometheus without kube-state-metrics has. */
  const memory = async (service: Service, pods: readonly string[]) => {
    await recorder.stop();
    const now = Date.now();
    const source = withPodStatus(kubelet(service, pods, now), collectorMetrics(samples));
    const range = { from: now - 2 * HOUR, to: now + MINUTE };
    const question = { service, range, signal: new AbortController().signal };
    return (await workloadMemory(new Readings(source), question)).pods;
  };
  return { watch, names, failures, changes, memory };
}

/** 150 MiB until now, of every pod. */
function kubelet({ workload }: Service, pods: readonly string[], now: number) {
  const minutes = Array.from({ length: 121 }, (_, i) => now - 2 * HOUR + i * MINUTE);
  const { namespace = '', container = '' } = workload;
  return seriesSource(
    'a server',
    pods.map((pod) => ({
      metric: 'container_memory_rss',
      labels: { namespace, pod, container, image: 'i', id: `/${pod}` },
      ...trackOf(minutes.map((time) => [time, 150 * MiB])),
    })),
  );
}
