/**
 * The shortest ending of each pod's name, cut at dashes, that no other pod of the list shares: `markets-api-7d9f-x2x` is
 * `x2x`. A number alone is no name, and a pod that its StatefulSet numbers has none but the whole: `feed-sync-2` stays
 * `feed-sync-2`. Names that are no pod names (`host:port`, a domain) stay whole.
 */
export function shortPodNames(pods: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Map<string, number>();
  const unique = [...new Set(pods)];
  for (const pod of unique) {
    for (const ending of endingsOf(pod)) taken.set(ending, (taken.get(ending) ?? 0) + 1);
  }
  return new Map(unique.map((pod) => [pod, endingsOf(pod).find((ending) => taken.get(ending) === 1) ?? pod]));
}

function endingsOf(pod: string): readonly string[] {
  if (NO_POD_NAME.test(pod) || NUMBERED.test(pod)) return [pod];
  const parts = pod.split('-');
  const endings = parts.map((_, index) => parts.slice(parts.length - 1 - index).join('-'));
  return endings.filter((ending) => !/^\d+$/.test(ending));
}

/** The address of a process, a machine with its domain, a process among several of an address. */
const NO_POD_NAME = /[:.=]/;

/** Five digits are the end of a ReplicaSet's pod, which happens to have no letter. */
const NUMBERED = /-\d{1,4}$/;
