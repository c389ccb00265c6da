import { type Bytes, formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { formatDuration, SECOND } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { hasRoom, isShort, type NodeAtKill } from '../metrics/node-at-kill.ts';
import { sliceOf, typicalStep } from '../metrics/track.ts';
import { chargedOf } from './charged-memory.ts';
import type { Observation } from './observation.ts';

/** The latest kill of a pod at which its node is seen to have run out; undefined where none is. */
export function nodeRanOut({ nodeAtKills = [] }: PodMemory): NodeAtKill | undefined {
  return nodeAtKills.findLast(isShort);
}

/** Whether its node had memory left at each kill that was looked at. */
export function nodeHadRoom({ nodeAtKills = [] }: PodMemory): boolean {
  return nodeAtKills.length > 0 && nodeAtKills.every(hasRoom);
}

/** Of a node: a container that takes this share of it is worth its name. */
const LARGE = 0.2;

/** `At 07:00 its node n-12 had 60 MiB of 15.6 GiB available …`, and who had most of it. */
export function nodeAtKillLines({ nodeAtKills = [] }: PodMemory): readonly string[] {
  const at = nodeAtKills.findLast(isShort) ?? nodeAtKills.at(-1);
  if (at === undefined) return [];
  const { kill, node, available, total, oomKills = 0, pressure, largest } = at;
  const when = `${formatInstant(kill)} UTC`;
  const left =
    available === undefined || total === undefined
      ? pressure === true
        ? `At ${when} its node ${node} was under MemoryPressure (kube_node_status_condition)`
        : undefined
      : `At ${when} its node ${node} had ${formatBytesPair(available, total, ' of ')} available (node_memory_MemAvailable_bytes)${pressure === true ? ' and was under MemoryPressure' : ''}`;
  if (left === undefined) return [];
  const counted = oomKills > 0 ? `; its kernel counted ${countOf(oomKills, 'kill')} (node_vmstat_oom_kill)` : '';
  const innocent = isShort(at) || !hasRoom(at) ? '' : ': the kill was hardly for the sake of the node';
  return [`${left}${counted}${innocent}.`, ...(isShort(at) ? tenantLine(largest, total) : [])];
}

function tenantLine(largest: NodeAtKill['largest'], total: Bytes | undefined): readonly string[] {
  if (largest === undefined || total === undefined || largest.bytes < LARGE * total) return [];
  const { namespace, pod, container, bytes } = largest;
  const where = namespace === undefined ? '' : ` of namespace ${namespace}`;
  return [
    `Most of it had ${container ?? pod}${where}: ${formatBytes(bytes)} (pod ${pod}). Give it a limit, or a node of its own.`,
  ];
}

/** Samples of a service that show how fast its memory moves. */
const FEWEST = 100;
/** Share of the rise to the limit. A service of which no sample rose by as much had hardly such a burst. */
const NEVER_ROSE = 0.25;

/** A rise to the limit between two samples, which nothing makes likely. */
export interface UnlikelyBurst {
  /** What the burst would have had to take. */
  readonly needed: Bytes;
  /** The most that any pod of the service gained from one sample to the next. */
  readonly fastest: Bytes;
  readonly within: string;
}

/**
 * What a burst before the kills of a pod would have had to take between two samples, where no pod of the service ever
 * rose like that, and others live on; undefined where one did, or too little was seen.
 */
export function unlikelyBurst({ pods }: Observation, pod: PodMemory, limit: Bytes): UnlikelyBurst | undefined {
  const spared = pods.some((other) => other.pod !== pod.pod && other.kills.length === 0);
  const seen = pods.reduce((sum, { rss }) => sum + rss.times.length, 0);
  const ends = pod.lifetimes.flatMap(({ from, to, end }) =>
    end === 'oom-killed' ? (sliceOf(chargedOf(pod), from, to).values.at(-1) ?? []) : [],
  );
  if (!spared || seen < FEWEST || ends.length === 0) return undefined;
  const needed = limit - Math.max(...ends);
  const fastest = Math.max(0, ...pods.map(fastestRise));
  const step = Math.max(SECOND, typicalStep(pod.rss));
  return fastest < NEVER_ROSE * needed ? { needed, fastest, within: formatDuration(step) } : undefined;
}

/** Of a container’s own life: what it has at its first sample is no rise. */
function fastestRise(pod: PodMemory): Bytes {
  const track = chargedOf(pod);
  return Math.max(0, ...pod.lifetimes.map(({ from, to }) => mostGained(sliceOf(track, from, to).values)));
}

function mostGained(values: Float64Array): Bytes {
  return values.reduce((most, value, i) => Math.max(most, value - (values[i - 1] ?? value)), 0);
}
