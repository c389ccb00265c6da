import type { PodSpace, PodsAsked } from '../adapters/kubernetes/cluster.ts';
import { type Pod, PPROF_PORT } from '../collection/pods/pod.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import { explain } from '../foundation/errors.ts';
import { countOf } from '../measurement/share.ts';

interface Seen {
  readonly namespace: string;
  readonly pods: readonly Pod[];
}

/** Whether pods can be listed and watched, in each namespace, and how many of them ask to be visited. */
export async function checkKubernetes(asked: PodsAsked): Promise<readonly Check[]> {
  try {
    const { connected, podsNow } = await import('../adapters/kubernetes/cluster.ts');
    const spaces = await connected(asked);
    const looks = await Promise.allSettled(
      spaces.map(
        async (space: PodSpace): Promise<Seen> => ({ namespace: space.namespace, pods: await podsNow(space) }),
      ),
    );
    const seen = looks.flatMap((look) => (look.status === 'fulfilled' ? [look.value] : []));
    const faults = looks.flatMap((look) => (look.status === 'rejected' ? [fault(explain(look.reason))] : []));
    return [...faults, ...checksOf(seen)];
  } catch (error) {
    return [fault(explain(error))];
  }
}

function checksOf(seen: readonly Seen[]): readonly Check[] {
  const where = (namespaces: readonly Seen[]) =>
    namespaces.map(({ namespace }) => namespace || 'the cluster').join(', ');
  const full = seen.filter(({ pods }) => pods.length > 0);
  const empty = seen.filter(({ pods }) => pods.length === 0);
  const pods = full.flatMap((each) => each.pods);
  const asking = pods.filter(({ pprofPort }) => pprofPort !== undefined).length;
  return [
    ...(empty.length === 0
      ? []
      : [warning(`no pod is in ${where(empty)}`, 'Correct kubernetes.namespaces in leakbot.yaml.')]),
    ...(full.length === 0
      ? []
      : [ok(`${countOf(pods.length, 'pod')} in ${where(full)}, ${asking} with the annotation ${PPROF_PORT}`)]),
  ];
}
