import type { KubeConfig } from '@kubernetes/client-node';
import type { Pod } from '../../collection/pods/pod.ts';
import { explain, UnavailableError } from '../../foundation/errors.ts';
import { podSchema } from './schema.ts';

export interface PodsAsked {
  /** Empty: those of the whole cluster. */
  readonly namespaces: readonly string[];
  /** Another cluster than the one that this process runs in, or that KUBECONFIG names: for tests. */
  readonly server?: string | undefined;
}

/** A client of the cluster, and the lists that together are the pods asked for. Throws UnavailableError where no cluster is known. */
export async function connected({ namespaces, server }: PodsAsked) {
  const { KubeConfig: Config, CoreV1Api, makeInformer } = await import('@kubernetes/client-node');
  const config = new Config();
  load(config, server);
  const api = config.makeApiClient(CoreV1Api);
  const lists =
    namespaces.length === 0
      ? [{ path: '/api/v1/pods', list: () => api.listPodForAllNamespaces() }]
      : namespaces.map((namespace) => ({
          path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`,
          list: () => api.listNamespacedPod({ namespace }),
        }));
  return { makeInformer, config, lists };
}

/** The pods once. Throws UnavailableError. */
export async function listPods(asked: PodsAsked): Promise<readonly Pod[]> {
  const { lists } = await connected(asked);
  try {
    const answers = await Promise.all(lists.map(({ list }) => list()));
    return answers.flatMap(({ items }) => items.map((item) => podSchema.parse(item)));
  } catch (error) {
    throw unavailable(error);
  }
}

/** What went wrong in a sentence, with what to do. */
export function unavailable(error: unknown): UnavailableError {
  return new UnavailableError(`the API of Kubernetes ${problemOf(error)}`, { retryable: true, cause: error });
}

function load(config: KubeConfig, server: string | undefined): void {
  if (server !== undefined) {
    config.loadFromOptions({
      // Without it the client speaks to no server on this machine without TLS.
      clusters: [{ name: 'own', server, skipTLSVerify: true }],
      users: [{ name: 'own' }],
      contexts: [{ name: 'own', cluster: 'own', user: 'own' }],
      currentContext: 'own',
    });
    return;
  }
  // KUBECONFIG, ~/.kube/config, then the service account of the pod that this runs in.
  config.loadFromDefault();
  // Without any file of settings the client invents a cluster on this machine.
  if (config.getCurrentCluster()?.server === 'http://localhost:8080') {
    throw new UnavailableError(
      'kubernetes is set in leakbot.yaml, but this is no pod and no KUBECONFIG names a cluster: run it in a pod with a service account, or leave kubernetes out',
      { retryable: false },
    );
  }
}

/** What to do, where a status says it; never the client's own page of headers. */
function problemOf(error: unknown): string {
  const status = statusOf(error);
  if (status === 403 || status === 401)
    return `refuses (${status}): its service account needs get, list and watch of pods`;
  if (status !== undefined) return `answered ${status}`;
  return `is unreachable: ${explain(error)}`;
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
