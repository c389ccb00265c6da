import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { MINUTE } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import { isPresent } from '../metrics/standing.ts';
import { nameWhenMissing } from '../runtime/quantities.ts';
import { openBeside } from './beside-worst.ts';
import { buffersStandFull } from './buffers-stand-full.ts';
import type { CaseFile } from './case-file.ts';
import { memoryOf } from './charged-memory.ts';
import { returnedBefore } from './earlier-memory.ts';
import { endsAtLevel } from './ends-at-level.ts';
import { evictedGrowing } from './evicted-growing.ts';
import type { Began } from './finding.ts';
import { buffersEndBelow, forecastOf } from './forecast.ts';
import { givenBackOf, withoutCache } from './given-back.ts';
import type { Growth } from './growth.ts';
import { type HeapFill, heapFillOf, liveFillOf } from './heap-fill.ts';
import { heapReach } from './heap-reach.ts';
import { filledBefore } from './heap-stands-full.ts';
import { justReplaced } from './just-replaced.ts';
import { lookAgain } from './look-again.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { ownEndOf } from './own-end.ts';
import { belowEarlier } from './predecessors.ts';
import { rateNow } from './rate-now.ts';
import { resetByStarts } from './reset-by-starts.ts';
import { runsFor } from './run-pace.ts';
import { unpredicted } from './unpredicted.ts';
import type { Over, Urgency } from './urgency-figures.ts';

/** What the first line of advice must fit, read off the figures of the chosen pod. */
export function urgencyOf({ observation, revisionOf = () => undefined }: CaseFile, began: Began | undefined): Urgency {
  const pod = chosenPod(observation);
  if (pod === undefined) return { ...NOTHING_KNOWN, now: observation.range.to };
  const limit = limitInForce(observation, pod);
  const deploy = began?.deploy;
  const growth = memoryGrowth(observation, pod);
  const filled = filledBefore(observation);
  // What is full by now is given more than the little room that is left, and no rate shows what that gains.
  const ownEnd = filled === undefined ? ownEndOf(observation) : undefined;
  const fill = growth.narrow === undefined ? fillBelow(ownEnd?.level, heapFillOf(observation, limit)) : undefined;
  const rate = growth.answer === 'yes' ? rateNow(observation, pod, growth) : undefined;
  const climbs = rate?.perHour;
  const nextKill = forecastOf(observation, pod.pod);
  const running = pod.lifetimes.at(-1)?.end === 'running' ? revisionOf(pod.pod) : undefined;
  // A revision that a later deploy replaced, or that this pod no longer runs, is rolled back already.
  const current =
    deploy !== undefined &&
    observation.deploys.at(-1)?.revision === deploy.revision &&
    (running === undefined || running === deploy.revision) &&
    // Where the runs before it stood higher, rolling back starts the same filling again.
    belowEarlier(pod, observation.pods, observation.earlier) === undefined;
  return {
    pod: pod.pod,
    alive: isPresent(pod),
    now: observation.range.to,
    limit,
    level: memoryOf(observation, pod).values.at(-1),
    kills: pod.kills.length,
    restarts: pod.restarts,
    nextKill,
    runsFor: runsFor(pod),
    unpredicted: rate && nextKill === undefined ? unpredicted(observation, { memory: pod, rate, growth }) : undefined,
    deploy: current ? deploy : undefined,
    bound: boundOf(observation, limit),
    heapFull: filled === undefined ? fill : { at: observation.range.to, size: filled, already: true },
    ...buffersOf(observation, pod, rate === undefined ? undefined : limit),
    ownEnd,
    endsAtLevel: growth.answer === 'yes' && ownEnd === undefined ? endsAtLevel(observation, pod) : undefined,
    open: growth.answer === 'unclear' ? openGrowth(observation, pod, growth) : undefined,
    over: overOf(observation, pod),
    perHour: (ownEnd && (fill ?? liveFillOf(observation))?.perHour) ?? perHourAhead(observation, pod, nextKill, climbs),
    evicted: evictedGrowing(observation),
    elsewhere: observation.place?.kubernetes === false ? true : undefined,
    below: belowEarlier(pod, observation.pods, observation.earlier),
    returned: growth.answer === 'yes' ? returnedBefore(observation, pod) : undefined,
    untilFull: resetByStarts(observation, pod, growth)?.lasts,
    stands: growth.answer === 'yes' ? growth.stands?.stood : undefined,
    othersSpared: othersSpared(observation, pod, climbs),
  };
}

/** A maximum that no metric shows, and at which earlier runs ended, comes before a larger one that is only the container's. */
function fillBelow(level: Bytes | undefined, fill: HeapFill | undefined): HeapFill | undefined {
  return level !== undefined && fill !== undefined && level < fill.size ? undefined : fill;
}

/** How direct buffers stand; `limit` where what counts against it grows. */
function buffersOf(observation: Observation, pod: PodMemory, limit: Bytes | undefined): Partial<Urgency> {
  const level = memoryOf(observation, pod).values.at(-1) ?? 0;
  return {
    buffersFull: buffersStandFull(observation)?.option,
    buffersBound: limit === undefined ? undefined : buffersEndBelow(observation, level, limit),
  };
}

/** What a larger limit is gained by: whole days show it where they are known, and page cache is given back at any limit. */
function perHourAhead(
  observation: Observation,
  pod: PodMemory,
  nextKill: NextKill | undefined,
  perHour: number | undefined,
): number | undefined {
  if (nextKill?.dailyMean !== undefined && nextKill.heapFull !== true) return nextKill.dailyMean;
  return perHour === undefined ? undefined : withoutCache(perHour, givenBackOf(observation, pod));
}

/** The limit that a change begins from: of a pod that is gone, that of the pods which took its place. */
function limitInForce(observation: Observation, pod: PodMemory): Bytes | undefined {
  const running = isPresent(pod)
    ? undefined
    : observation.pods.find((each) => isPresent(each) && each.limit !== undefined);
  return running?.limit ?? limitOf(observation, pod);
}

/** What keeps the end from being predicted: that too little was seen, or that it is not clear whether memory grows. */
function openGrowth(observation: Observation, pod: PodMemory, { kind, narrow }: Growth): Urgency['open'] {
  const again = lookAgain(observation, pod);
  if (kind !== 'too-little') return { again, fullIn: narrow?.fullIn };
  return { again, seen: Math.max(0, ...pod.lifetimes.map(({ from, to }) => to - from)) };
}

const NOTHING_KNOWN: Omit<Urgency, 'now'> = {
  pod: 'the pod',
  alive: false,
  limit: undefined,
  level: undefined,
  kills: 0,
  restarts: 0,
  nextKill: undefined,
  deploy: undefined,
  bound: undefined,
};

/** The most that the runtime is configured to take; undefined where no metric shows it. */
export function largestHeap(observation: Observation): Bytes | undefined {
  return heapReach(observation)?.max;
}

function boundOf(observation: Observation, limit: Bytes | undefined): string | undefined {
  if (limit === undefined) return undefined;
  const most = largestHeap(observation) ?? Number.POSITIVE_INFINITY;
  if (most <= limit) return `the heap’s maximum (${formatBytes(most)} today)`;
  const goal = observation.measured.gomemlimit?.track.values.at(-1) ?? Number.POSITIVE_INFINITY;
  return goal <= limit ? `${nameWhenMissing('gomemlimit')} (${formatBytes(goal)} today)` : undefined;
}

/** What grew is over where its pod is gone, or runs another revision, and nothing that runs grows. */
function overOf(observation: Observation, pod: PodMemory): Over | undefined {
  const running = observation.pods.filter(isPresent);
  const growthOn = (each: PodMemory) => memoryGrowth(observation, each);
  const ended = !isPresent(pod) || growthOn(pod).earlier === true;
  if (!ended || running.length === 0) return undefined;
  const killed = running.some(({ pod: name, kills }) => name !== pod.pod && kills.length > 0);
  const grows = running.some((each) => each !== pod && growthOn(each).answer === 'yes');
  if (running.every((each) => startsAgain(observation, pod, each))) return undefined;
  const since = pod.lifetimes.at(-1)?.to ?? 0;
  const deploy = observation.deploys.findLast(({ time }) => Math.abs(time - since) <= AROUND || time >= since);
  return killed || grows ? undefined : { running: running.length, deploy, young: justReplaced(observation) };
}

/** Whether a pod too young to be judged runs the program that grew: it will again. */
function startsAgain(observation: Observation, grew: PodMemory, young: PodMemory): boolean {
  const [before, now] = [grew.lifetimes.at(-1)?.revision, young.lifetimes.at(-1)?.revision];
  return before !== undefined && before === now && memoryGrowth(observation, young).kind === 'too-little';
}

/** Fewer other pods than this are no sign that one is unlike the rest. */
const FEW = 3;

/** How many other pods run, all shown not to grow and never killed; undefined where one does or may, or few run. */
function othersSpared(observation: Observation, pod: PodMemory, perHour = 0): number | undefined {
  const others = observation.pods.filter((each) => each !== pod && isPresent(each));
  const spared = others.every((memory) => {
    const growth = memoryGrowth(observation, memory);
    const open = openBeside(observation, { memory, growth }, { memory: pod, perHour });
    return memory.kills.length === 0 && growth.answer === 'no' && (perHour <= 0 || open === undefined);
  });
  return isPresent(pod) && others.length >= FEW && spared ? others.length : undefined;
}

/** The first pod of a rollout is seen before the last of the old ones ends. */
const AROUND = 10 * MINUTE;
