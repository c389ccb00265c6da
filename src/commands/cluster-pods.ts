import type { PodRecorder } from '../adapters/kubernetes/pod-recorder.ts';
import type { PodWatch } from '../adapters/kubernetes/pod-watch.ts';
import { matching } from '../collection/matches.ts';
import { annotatedProcesses, annotatedServices } from '../collection/pods/annotated-pods.ts';
import type { Pod } from '../collection/pods/pod.ts';
import type { ProfileAccess } from '../collection/profile-access.ts';
import type { CollectorStores } from '../collection/stores.ts';
import { scrapedTargets, type Target } from '../collection/target.ts';
import type { Settings } from '../config/settings.ts';
import type { Clock } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { podOf } from '../metrics/pod-label.ts';
import { withDiscovered } from '../service/directory.ts';
import type { Service } from '../service/service.ts';
import type { SlackLog } from '../slack/app.ts';

interface Context {
  readonly stores: CollectorStores;
  readonly clock: Clock;
  readonly log: SlackLog;
}

/** The pods of the cluster that Leakbot runs in, where leakbot.yaml wants them: whom they ask to visit, and how they end. */
export class ClusterPods {
  readonly #settings: Settings;
  readonly #asked: NonNullable<Settings['kubernetes']>;
  readonly #context: Context;
  #watch: PodWatch | undefined;
  #recorder: PodRecorder | undefined;

  constructor(settings: Settings, asked: NonNullable<Settings['kubernetes']>, context: Context) {
    this.#settings = settings;
    this.#asked = asked;
    this.#context = context;
  }

  /** Throws UnavailableError where no cluster is known. */
  async start(): Promise<void> {
    const { stores, clock, log } = this.#context;
    const { namespaces, cluster, kubeconfig } = this.#asked;
    const [{ PodWatch }, { PodRecorder }] = await Promise.all([
      import('../adapters/kubernetes/pod-watch.ts'),
      import('../adapters/kubernetes/pod-recorder.ts'),
    ]);
    const failed = (error: unknown) => log.warn({ error: explain(error) }, 'pods are not known from Kubernetes');
    const wanted = this.#wanted();
    const recorder = new PodRecorder({ samples: stores.samples, clock, cluster, wanted, failed });
    const watch = new PodWatch({ namespaces, kubeconfig, failed, changed: (pod) => recorder.changed(pod) });
    await watch.start();
    recorder.start(watch);
    this.#watch = watch;
    this.#recorder = recorder;
  }

  async stop(): Promise<void> {
    await this.#watch?.stop();
    await this.#recorder?.stop();
  }

  /** Those of the pods that ask to be visited. */
  services(): readonly Service[] {
    return annotatedServices(this.#watch?.now() ?? [], this.#asked.cluster);
  }

  /** Their processes; not those that are visited already. */
  targets(
    visited: readonly Target[],
    options: { readonly storeMetrics: boolean; readonly accessOf: (service: Service) => ProfileAccess | undefined },
  ): readonly Target[] {
    const pods = this.#watch?.now() ?? [];
    const { cluster } = this.#asked;
    const services = withDiscovered(this.#settings.services, annotatedServices(pods, cluster));
    const key = (labels: Target['labels']) => `${labels['namespace']}/${podOf(labels)}`;
    const known = new Set(visited.map(({ labels }) => key(labels)));
    const processes = annotatedProcesses(pods, cluster).filter(({ labels }) => !known.has(key(labels)));
    return scrapedTargets(services, processes, options.accessOf, options);
  }

  /** Pods that are asked about although they are well: those that ask to be visited, and those of services in leakbot.yaml. */
  #wanted(): (pod: Pod) => boolean {
    const { cluster } = this.#asked;
    const tests = this.#settings.services.map(({ selector }) => matching(selector));
    return ({ namespace, name, pprofPort, containers }) =>
      pprofPort !== undefined ||
      containers.some((container) => {
        const labels = { namespace, pod: name, container: container.name };
        return tests.some((test) => test(cluster === undefined ? labels : { ...labels, cluster }));
      });
  }
}
