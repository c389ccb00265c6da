import { formatBytes, formatGrowth } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { ContainerStanding } from './container-standing.ts';
import { growthOf } from './growth.ts';
import type { Observation } from './observation.ts';

/** A container that gained less than this share of its limit does not draw attention away from another. */
const NOTEWORTHY = 0.1;
/** The container that is asked about stands back only for one that grows by so much more. */
const CLEARLY_MORE = 1.25;

/** Judges each container by itself, in every pod. */
export function standingOf(container: string, pods: readonly PodMemory[]): ContainerStanding {
  const each = pods.map((pod): ContainerStanding => {
    const growth = growthOf(pod.rss, pod.lifetimes, { candidates: pods.length, limit: pod.limit });
    const climb = growth.answer === 'yes' ? growth.stretch : undefined;
    const gained = climb === undefined ? 0 : climb.end - climb.start;
    return {
      container,
      kills: pod.kills.length,
      climb,
      share: climb === undefined ? 0 : gained / (pod.limit ?? Math.max(1, 2 * climb.start)),
      level: pod.rss.values.at(-1) ?? 0,
      limit: pod.limit,
    };
  });
  const [worst] = each.toSorted((a, b) => b.share - a.share || b.level - a.level);
  const kills = each.reduce((sum, one) => sum + one.kills, 0);
  return { ...(worst ?? { share: 0, level: 0 }), container, kills };
}

/**
 * The container to investigate where nothing names one: the one that was killed most often, else the one that grows
 * most towards its limit, else the workload's own. Where none is its own (`own` is undefined): the one that nearly fills
 * its limit, else the one that takes most; a proxy beside a program only where it is all there is.
 */
export function containerToLookAt(
  standings: readonly ContainerStanding[],
  own: string | undefined,
): string | undefined {
  const mine = standings.find(({ container }) => container === own);
  const [killed] = standings.toSorted((a, b) => b.kills - a.kills);
  if (killed !== undefined && killed.kills > (mine?.kills ?? 0)) return killed.container;
  if (mine !== undefined && mine.kills > 0) return own;
  const [grows] = standings.toSorted((a, b) => b.share - a.share);
  const least = Math.max(NOTEWORTHY, CLEARLY_MORE * (mine?.share ?? 0));
  if (grows !== undefined && grows.share >= least) return grows.container;
  if (mine !== undefined) return own;
  const most = Math.max(0, ...standings.map(({ level }) => level));
  const full = (one: ContainerStanding) => (isNearlyFull(one) && one.level >= OF_THE_LARGEST * most ? 1 : 0);
  const program = ({ container }: ContainerStanding) => (SIDE_CARS.test(container) ? 0 : 1);
  const [first] = standings.toSorted((a, b) => program(b) - program(a) || full(b) - full(a) || b.level - a.level);
  return first?.container;
}

/** Share of its limit that leaves little room. */
const NEARLY_FULL = 0.7;
/** Share of what the largest container takes. A small one with a tight limit is no reason to pass over the program. */
const OF_THE_LARGEST = 0.25;
/** Proxies and agents that a platform adds to the pods of others, by the names that it gives them. */
const SIDE_CARS =
  /^(queue-proxy|daprd|cloud-sql-proxy|vault-agent|istio-proxy|envoy|linkerd-proxy|kuma-sidecar|consul-dataplane)$/;

function isNearlyFull({ level, limit }: ContainerStanding): boolean {
  return limit !== undefined && level >= NEARLY_FULL * limit;
}

/** Containers of the same pods, other than the one that is looked at, that were killed or grow noteworthily. */
export function othersInTrouble({ containers = [], container }: Observation): readonly ContainerStanding[] {
  return containers.filter((each) => each.container !== container && isInTrouble(each));
}

function isInTrouble({ kills, share }: ContainerStanding): boolean {
  return kills > 0 || share >= NOTEWORTHY;
}

/** Which container is looked at and why, and which of the others needs a look of its own. */
export function containerLines(observation: Observation): readonly string[] {
  const { containers = [], container } = observation;
  const looked = containers.find((each) => each.container === container);
  if (looked === undefined || containers.length < 2) return [];
  const others = othersInTrouble(observation);
  const which = `Looked at container ${looked.container}, one of ${containers.length} in the pod`;
  if (!isInTrouble(looked) && others.length === 0) return [`${which}; none of them grows by much or was killed.`];
  const rest = others.length > 0 ? '' : `; ${quiet(containers.filter((each) => each !== looked))}`;
  return [
    `${which}: ${why(looked)}${rest}.`,
    ...others.map((other) => `Container ${other.container} of the same pods ${stateOf(other)}: look at it too.`),
  ];
}

/** Its figures are in the headline. */
function why({ kills, share }: ContainerStanding): string {
  if (kills > 0) return 'it was killed for memory';
  return share >= NOTEWORTHY ? 'it grows most towards its limit' : 'it neither grows by much nor was killed';
}

function stateOf({ kills, climb, limit }: ContainerStanding): string {
  const killed = kills === 0 ? [] : [`was killed for memory ${countOf(kills, 'time')}`];
  const towards = limit === undefined ? '' : `, towards its limit of ${formatBytes(limit)}`;
  const grew =
    climb === undefined
      ? []
      : [`grew ${formatGrowth(climb.start, climb.end)} in ${formatDuration(climb.to - climb.from)}${towards}`];
  return [...killed, ...grew].join(' and ');
}

function quiet(others: readonly ContainerStanding[]): string {
  const names = others.map(({ container }) => container).join(', ');
  return others.length === 1
    ? `${names} neither grows by much nor was killed`
    : `the others (${names}) neither grow by much nor were killed`;
}
