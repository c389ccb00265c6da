import type { Instant } from '../foundation/clock.ts';
import { formatBytes, MiB } from '../measurement/bytes.ts';
import { formatDuration, HOUR } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import { type Track, trackOf } from '../metrics/series.ts';
import { type Stairs, stairsOf } from '../metrics/stairs.ts';
import { sliceOf, typicalStep } from '../metrics/track.ts';
import type { Remedy } from '../runtime/runtime-words.ts';
import { memoryOf } from './charged-memory.ts';
import type { FindingKind } from './finding.ts';
import { liveHeapOf } from './live-heap.ts';
import { chosenPod, type Observation } from './observation.ts';

/** What grows, and may grow in steps. */
const GROWS: ReadonlySet<FindingKind> = new Set([
  'heap-leak',
  'native-growth',
  'memory-kept',
  'thread-leak',
  'handle-leak',
]);

/** Steps of less are none that a job takes. */
const LEAST_STEP = MiB;

/** How the chosen pod grows in steps, in its live heap where that is the finding; undefined where it grows otherwise. */
export function stairsIn(observation: Observation, kind: FindingKind): Stairs | undefined {
  const pod = chosenPod(observation);
  const last = pod?.lifetimes.at(-1);
  if (pod === undefined || last === undefined || !GROWS.has(kind)) return undefined;
  const live = kind === 'heap-leak' ? liveHeapOf(observation)?.track : undefined;
  const tracks = [...(live === undefined ? [] : [live]), memoryOf(observation, pod)];
  const found = tracks.map((track) => stairsOf(sliceOf(track, last.from, last.to))).find((one) => one !== undefined);
  if (found === undefined || found.each < LEAST_STEP) return undefined;
  return ofCollector(found, sliceOf(collectedIn(observation), last.from, last.to)) ? undefined : found;
}

/** What full collections left, where a metric shows it. */
function collectedIn({ measured }: Observation): Track {
  const left = measured['live-heap'];
  return left === undefined || left.reading === 'floor' ? trackOf([]) : left.track;
}

/** Samples that may lie between a collection and what it moves: runtime and container are scraped at different moments. */
const BESIDE = 2;

/**
 * Whether the steps are those of the collector. What is only seen after a collection goes up in steps however evenly it grows,
 * and a heap takes more room when it was collected: a job shows only where collections between its steps leave the level.
 */
function ofCollector({ at, steps }: Stairs, left: Track): boolean {
  const { times, values } = left;
  const collected = [...times.keys()].flatMap((i) => (i > 0 && values[i] !== values[i - 1] ? [times[i] ?? 0] : []));
  const within = BESIDE * typicalStep(left);
  const isAt = (time: Instant, others: readonly Instant[]) => others.some((other) => Math.abs(other - time) <= within);
  const together = at.filter((time) => isAt(time, collected)).length;
  const between = collected.filter((time) => !isAt(time, at)).length;
  return together > at.length / 2 && between < steps;
}

/** `It grows in steps: 6.2 MiB near minute 5 of each hour …`: at three in the morning the clock of a leak says most about it. */
export function stairsLine(stairs: Stairs | undefined): readonly string[] {
  if (stairs === undefined) return [];
  const { each, steps, share } = stairs;
  return [
    `It grows in steps, and is level between them: about ${formatBytes(each)} ${whenOf(stairs)} (${steps} steps, ${formatShare(share)} of the growth). Look for what runs then: a reload of settings, a timer, a scheduled job.`,
  ];
}

function whenOf({ period, minute }: Stairs): string {
  if (minute === undefined) return `each ${formatDuration(period)}`;
  const hours = Math.round(period / HOUR);
  return `near minute ${minute} of ${hours === 1 ? 'each hour' : `an hour, each ${hours} h`}`;
}

/** Steps that have to stay away before a level proves anything. */
const AWAY = 2;

/** Between two steps it is level with the leak in: a proof takes as long as two of them. */
export function provenAfterSteps(remedy: Remedy, stairs: Stairs | undefined): Remedy {
  if (stairs === undefined) return remedy;
  const wait = `${formatDuration(AWAY * stairs.period)} after the fix (${AWAY} of its steps)`;
  const { proof } = remedy;
  return { ...remedy, proof: proof.replace(/^(?:[\d]+ min after|After) the fix/, wait) };
}
