import type { Investigation } from '../../investigation/state/investigation.ts';
import { shortPodNames } from '../../service/pod-name.ts';

/** A pod as messages call it: `x2x`, as short as the other pods allow. */
export function podName(investigation: Investigation, pod: string | undefined): string {
  if (pod === undefined) return 'a pod';
  const all = [...investigation.steps.flatMap((each) => each.facts?.pods?.map((choice) => choice.pod) ?? []), pod];
  return shortPodNames(all).get(pod) ?? pod;
}
