import type { PodsAsked } from '../adapters/kubernetes/cluster.ts';
import { PPROF_PORT } from '../collection/pods/pod.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import { explain } from '../foundation/errors.ts';
import { countOf } from '../measurement/share.ts';

/** Whether pods can be listed, and how many of them ask to be visited. */
export async function checkKubernetes(asked: PodsAsked): Promise<Check> {
  const where = asked.namespaces.length === 0 ? 'the cluster' : asked.namespaces.join(', ');
  try {
    const { listPods } = await import('../adapters/kubernetes/cluster.ts');
    const pods = await listPods(asked);
    if (pods.length === 0) return warning(`no pod is in ${where}`, 'Correct kubernetes.namespaces in leakbot.yaml.');
    const asking = pods.filter(({ pprofPort }) => pprofPort !== undefined).length;
    return ok(`${countOf(pods.length, 'pod')} in ${where}, ${asking} with the annotation ${PPROF_PORT}`);
  } catch (error) {
    return fault(explain(error));
  }
}
