import { countOf } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Observation } from './observation.ts';

const UNCOUNTED_ELSEWHERE = 'Kills are not counted here: no metric says why a process ended.';
const UNCOUNTED =
  'Kills are not counted here: kube_pod_container_status_last_terminated_reason of kube-state-metrics is missing.';

/** How often a pod was killed, beside the kills of its whole service where those are more: two counts without a word are a riddle. */
export function killsSaid(
  { pods, place }: Pick<Observation, 'pods' | 'place'>,
  { kills, restarts }: PodMemory,
  childrenKilled = false,
): string {
  const all = pods.reduce((sum, pod) => sum + pod.kills.length, 0);
  const own = kills.length;
  if (all === 0 && pods.every(({ killsUncounted }) => killsUncounted === true))
    return place?.kubernetes === false ? UNCOUNTED_ELSEWHERE : UNCOUNTED;
  if (all === 0) return childrenKilled ? 'No container was killed as a whole.' : 'No OOM kill in the window.';
  if (own === 0) return `${countOf(all, 'OOM kill')} in the window, none of them of this pod.`;
  const of = all === own ? countOf(own, 'OOM kill') : `${own} of the service’s ${all} OOM kills`;
  const others = restarts - own;
  return `${of} in the window${others > 0 ? `, and ${countOf(others, 'restart')} without one` : ''}.`;
}

const COUNTED = /\bkilled (\d+) times?\b/;

/** A sentence about a pod that was killed, completed by its kills where it has none of them, or only some. */
export function withKills(sentence: string, kills: number): string {
  const said = COUNTED.exec(sentence)?.[1];
  if (kills === 0 || said === String(kills) || (said === undefined && /\bkill/i.test(sentence))) return sentence;
  return said === undefined
    ? `${sentence}; it was killed ${countOf(kills, 'time')}`
    : `${sentence} (of ${kills} kills in the window)`;
}
