import { delimiter } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Pod } from '../../collection/pods/pod.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import { networkFailure, networkFix } from '../../foundation/network-failure.ts';
import { podSchema } from './schema.ts';

export interface PodsAsked {
  /** Empty: those of the whole cluster. */
  readonly namespaces: readonly string[];
  /** Files that name the cluster; where left out, that of the user, then the service account of the pod that this runs in. */
  readonly kubeconfig?: string | undefined;
}

/** A client of the cluster, and the lists that together are the pods asked for. Throws UnavailableError where no cluster is known. */
export async function connected({ namespaces, kubeconfig }: PodsAsked) {
  const { KubeConfig: Config, CoreV1Api, makeInformer } = await import('@kubernetes/client-node');
  const config = kubeconfig === undefined ? known(new Config()) : written(kubeconfig, () => new Config());
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

/** What went wrong in a sentence, with what to do. Without the cause: the client's own message is a page of headers. */
export function unavailable(error: unknown): UnavailableError {
  return new UnavailableError(`the API of Kubernetes ${problemOf(error)}`, { retryable: true });
}

function known(config: KubeConfig): KubeConfig {
  config.loadFromDefault();
  // Without any file of settings the client invents a cluster on this machine.
  if (config.getCurrentCluster()?.server === 'http://localhost:8080') {
    throw new UnavailableError(
      'kubernetes is set in leakbot.yaml, but this is no pod and no KUBECONFIG names a cluster: run it in a pod with a service account, or leave kubernetes out',
      { retryable: false },
    );
  }
  return config;
}

/** Of several files the first that says something counts, as with kubectl. */
function written(kubeconfig: string, empty: () => KubeConfig): KubeConfig {
  const [first, ...others] = kubeconfig.split(delimiter).filter((file) => file !== '');
  const config = read(first ?? kubeconfig, empty());
  for (const file of others) config.mergeConfig(read(file, empty()));
  if (config.getCurrentCluster() !== null) return config;
  throw unusable(`${kubeconfig}, where no context is the current one: choose one (kubectl config use-context)`);
}

function read(file: string, config: KubeConfig): KubeConfig {
  try {
    config.loadFromFile(file);
    return config;
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (absent) throw unusable(`${file}, which is not there: correct the path`);
    throw unusable(`${file}, which says nothing of a cluster`, error);
  }
}

function unusable(says: string, cause?: unknown): UnavailableError {
  return new UnavailableError(`KUBECONFIG names ${says}`, { retryable: false, cause });
}

function problemOf(error: unknown): string {
  const status = statusOf(error);
  if (status === 403 || status === 401)
    return `refuses (${status}): its service account needs get, list and watch of pods (the chart's kubernetes.enabled)`;
  if (status !== undefined) return `answered ${status}`;
  const { cause, says } = networkFailure(error);
  return `is unreachable: ${says}; ${networkFix(cause) ?? 'check KUBECONFIG and the network'}`;
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
