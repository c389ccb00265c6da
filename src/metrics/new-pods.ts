import type { Instant } from '../foundation/clock.ts';
import type { Series } from './series.ts';

/**
 * When a pod was made again under its old name (a StatefulSet's rollout, a drained node): from then on its series carry
 * another uid, or the containers another cgroup above theirs. Such an end is no restart of the container.
 */
export function newPodsOf(
  containers: readonly Series[],
  ofKubernetes: readonly (readonly Series[])[],
): readonly Instant[] {
  const uids = ofKubernetes.map((series) => changesOf(series, ({ labels }) => filled(labels['uid'])));
  return [...changesOf(containers, podCgroup), ...uids.flat()].sort((a, b) => a - b);
}

function changesOf(series: readonly Series[], identity: (one: Series) => string | undefined): readonly Instant[] {
  const firstSeen = new Map<string, Instant>();
  for (const one of series) {
    const name = identity(one);
    const first = one.times[0];
    if (name !== undefined && first !== undefined) firstSeen.set(name, Math.min(first, firstSeen.get(name) ?? first));
  }
  return [...firstSeen.values()].sort((a, b) => a - b).slice(1);
}

/** The pod's part of a container's cgroup: `/kubepods/burstable/pod<uid>/<container>`, or systemd's slices. */
function podCgroup({ metric, labels }: Series): string | undefined {
  const id = metric.startsWith('container_') ? labels['id'] : undefined;
  return id === undefined ? undefined : /^(.*pod[0-9a-f][0-9a-f_-]{7,}[^/]*)\//.exec(id)?.[1];
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
