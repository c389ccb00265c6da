import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import { isLost } from '../metrics/end-reason.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { shortPodNames } from '../service/pod-name.ts';
import type { Observation } from './observation.ts';

/** The containers of a node that goes down end together; they are seen to end at their last samples. */
const TOGETHER: Milliseconds = 5 * MINUTE;

/** What shows that it was the node: when it booted, and which pods of the service ended with it or did not. */
export function nodeLines({ pods }: Pick<Observation, 'pods'>, pod: PodMemory): readonly string[] {
  const lost = pod.lifetimes.filter(isLost);
  if (lost.length === 0) return [];
  const names = shortPodNames(pods.map((each) => each.pod));
  const listed = (some: readonly PodMemory[]) =>
    some
      .slice(0, MOST_NAMED)
      .map((each) => `${names.get(each.pod) ?? each.pod}${each.node === undefined ? '' : ` on ${each.node}`}`)
      .join(', ');
  const endedWith = (each: PodMemory) =>
    lost.every(({ to }) => each.lifetimes.some((life) => isLost(life) && Math.abs(life.to - to) <= TOGETHER));
  const others = pods.filter((each) => each !== pod);
  const together = others.filter(endedWith);
  const spared = others.filter((each) => !each.lifetimes.some(isLost));
  const rest = spared.length === 0 ? '' : `; ${listed(spared)} did not`;
  return [
    ...bootLine(pod),
    ...(together.length === 0 ? [] : [`${listed(together)} ended at the same moments${rest}.`]),
  ];
}

/** More names than these no one compares. */
const MOST_NAMED = 4;

function bootLine({ node, nodeBoots = [] }: PodMemory): readonly string[] {
  if (nodeBoots.length === 0) return [];
  const times = nodeBoots.slice(-MOST_NAMED).map((at) => formatInstant(at));
  return [`Node ${node ?? 'of the pod'} booted at ${times.join(', ')} UTC (node_boot_time_seconds).`];
}
