import type { CoreV1Api, V1Pod, V1PodList, Watch } from '@kubernetes/client-node';
import type { Pod } from '../../collection/pods/pod.ts';
import { SECOND } from '../../measurement/duration.ts';
import { NoAnswer, unavailable } from './failure.ts';
import { readKubeconfig } from './kubeconfig.ts';
import { everyPage, type Listed } from './pages.ts';
import { type PodStream, streamOf } from './pod-stream.ts';
import { podSchema } from './schema.ts';

export interface PodsAsked {
  /** Empty: those of the whole cluster. */
  readonly namespaces: readonly string[];
  /** Files that name the cluster; where left out, that of the user, then the service account of the pod that this runs in. */
  readonly kubeconfig?: string | undefined;
}

/** Pods that are asked for together. */
export interface PodSpace {
  /** Empty: the whole cluster. */
  readonly namespace: string;
  /** What `read` makes of all of them, and the version that a stream goes on from. Rejects with what the client threw. */
  readonly list: <T>(read: (pod: V1Pod) => T) => Promise<Listed<T>>;
  readonly stream: PodStream;
}

/** A page is asked for no longer than this; the client would wait for minutes. */
const PATIENCE = 60 * SECOND;

/** What together are the pods asked for. Throws UnavailableError where no cluster is known. */
export async function connected({ namespaces, kubeconfig }: PodsAsked): Promise<readonly PodSpace[]> {
  const { KubeConfig, CoreV1Api, Watch } = await import('@kubernetes/client-node');
  const config = readKubeconfig(kubeconfig, () => new KubeConfig());
  const api = config.makeApiClient(CoreV1Api);
  const watch = new Watch(config);
  return (namespaces.length === 0 ? [''] : namespaces).map((namespace) => spaceOf(namespace, api, watch));
}

function spaceOf(namespace: string, api: CoreV1Api, watch: Watch): PodSpace {
  const page = (limit: number | undefined, from: string | undefined): Promise<V1PodList> => {
    const part = { ...(limit === undefined ? {} : { limit }), ...(from === undefined ? {} : { _continue: from }) };
    return within(
      namespace === '' ? api.listPodForAllNamespaces(part) : api.listNamespacedPod({ ...part, namespace }),
      PATIENCE,
    );
  };
  const path = namespace === '' ? '/api/v1/pods' : `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  return { namespace, list: (read) => everyPage(page, read), stream: streamOf(watch, path) };
}

/** The pods of a space once, after a look whether its changes may be seen as well. Throws UnavailableError. */
export async function podsNow({ namespace, list, stream }: PodSpace): Promise<readonly Pod[]> {
  try {
    const { items, version } = await list((pod) => podSchema.parse(pod));
    await stream({ version, lasts: SECOND, signal: new AbortController().signal }, () => undefined);
    return items;
  } catch (error) {
    throw unavailable(error, namespace);
  }
}

async function within<T>(answer: Promise<T>, patience: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer('no answer')), patience);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
