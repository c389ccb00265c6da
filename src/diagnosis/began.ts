import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Deploy } from '../metrics/deploys.ts';
import { floorGain } from '../metrics/gain.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Onset } from '../metrics/onset.ts';
import { isOnsetOfSwing } from '../metrics/onset-in-swing.ts';
import { sliceOf } from '../metrics/track.ts';
import { shortRevision } from '../service/revision.ts';
import type { CaseFile } from './case-file.ts';
import { chargedOf } from './charged-memory.ts';
import type { Began } from './finding.ts';
import { type Growth, growthOf } from './growth.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { reachesEarlier } from './predecessors.ts';
import { grewAlikeBefore, resetByStarts } from './reset-by-starts.ts';

/**
 * A leak shows only once traffic has reached the new processes and their warm-up is over: so long before the earliest
 * onset a deploy may lie and still be the one.
 */
const SHOWS_WITHIN: Milliseconds = 30 * MINUTE;

/** The first process of a rollout is seen at a scrape, the onset at a sample: they may be reported in the wrong order. */
const OUT_OF_ORDER: Milliseconds = 2 * MINUTE;

/** Pods of the earlier revision that are judged for growth of their own. */
const MOST_JUDGED = 5;

/** A pod of the earlier revision that grows at less than this share of the rate is warming up, not leaking the same. */
const COMPARABLE = 0.25;

/**
 * When the chosen pod's growth began. Undefined where memory does not grow, or grew from the first moment watched and no
 * deploy brought that pod.
 */
export function beganOf(file: CaseFile): Began | undefined {
  const { observation, steps } = file;
  const pod = chosenPod(observation);
  if (pod === undefined) return undefined;
  if (steps.find(({ means }) => means.yes === 'memory-grows')?.answer !== 'yes') return heapBegan(file, pod);
  const growth = memoryGrowth(observation, pod);
  if (growth.onset !== undefined) {
    // What every run does again began with none of them.
    if (resetByStarts(observation, pod, growth) !== undefined) return undefined;
    if (!heapGrewBefore(file, pod, growth.onset)) return beganAt(growth.onset, file, growth);
  }
  const born = birthOf(observation, pod, growth);
  const began = born && beganAt(born, file, growth);
  return began?.deploy === undefined ? undefined : began;
}

/** Share of what the live heap gained. So much before the onset of memory is no noise of its samples. Set by hand. */
const GAINED_BEFORE = 0.2;

/**
 * Whether the live heap of the same run grew in a straight line from its start, within pages that it had: that memory grows
 * since an onset only shows when they were full.
 */
function heapGrewBefore({ observation, steps }: CaseFile, pod: PodMemory, { at, earliest }: Onset): boolean {
  const heap = observation.measured['live-heap'];
  const last = pod.lifetimes.at(-1);
  const leaks = steps.some(
    ({ answer, means, judgement }) => means.yes === 'heap-leak' && answer === 'yes' && judgement.answer === 'yes',
  );
  if (!leaks || heap === undefined || last === undefined || earliest <= last.from) return false;
  const growth = growthOf(heap.track, [last]);
  if (growth.answer !== 'yes' || growth.onset !== undefined) return false;
  const own = sliceOf(heap.track, last.from, last.to);
  const gain = floorGain(own, last.from, last.to);
  if (gain.gained <= 0) return false;
  // A floor between collections is no line of few hours: by itself it shows no more than the days.
  if (heap.reading !== 'value') return isOnsetOfSwing(own, at);
  return floorGain(own, last.from, earliest).gained >= GAINED_BEFORE * gain.gained || isOnsetOfSwing(own, at);
}

/** When the live heap began to grow where memory is level: with the run of the container that a deploy brought. */
function heapBegan(file: CaseFile, pod: PodMemory): Began | undefined {
  const { observation, steps } = file;
  const track = observation.measured['live-heap']?.track;
  const last = pod.lifetimes.at(-1);
  if (track === undefined || last === undefined) return undefined;
  if (!steps.some(({ answer, means }) => means.yes === 'heap-leak' && answer === 'yes')) return undefined;
  const growth = growthOf(track, [last]);
  const before = growthOf(track, pod.lifetimes.slice(0, -1));
  if (growth.answer !== 'yes' || (before.answer === 'yes' && before.perHour >= COMPARABLE * growth.perHour))
    return undefined;
  const onset = growth.onset ?? { at: last.from, earliest: last.from, latest: last.from };
  const began = beganAt(onset, file, growth);
  return began.deploy === undefined ? undefined : began;
}

/** A pod that began within the window and grows in every run: what brought the growth came with it. */
function birthOf({ range, step }: Observation, { lifetimes }: PodMemory, growth: Growth): Onset | undefined {
  const from = lifetimes[0]?.from ?? range.from;
  const always = growth.answer === 'yes' && growth.growingLives === growth.lives;
  return always && from > range.from + 2 * step ? { at: from, earliest: from, latest: from } : undefined;
}

/**
 * The deploy just before an onset, where it fits: in time, the growing pod runs what it brought, and no pod of the
 * revision before grows comparably.
 */
export function beganAt({ at, earliest, latest }: Onset, file: CaseFile, growth: Pick<Growth, 'perHour'>): Began {
  const { observation, revisionOf = () => undefined } = file;
  const pod = observation.chosen;
  const fits = ({ time }: Deploy) => time >= earliest - SHOWS_WITHIN && time <= latest + OUT_OF_ORDER;
  const deploy = observation.deploys.findLast(fits);
  const brought =
    deploy !== undefined &&
    isOf(pod && revisionOf(pod), deploy) &&
    !olderGrows(file, deploy, COMPARABLE * growth.perHour) &&
    // What takes no more than what ran before it needs no new cause: each start empties what fills again.
    !chosenReaches(observation) &&
    grewAlikeBefore(observation, { before: deploy.time, revision: deploy.revision, ...growth }).runs === 0;
  return { at, earliest, latest, deploy: brought ? deploy : undefined };
}

function chosenReaches(observation: Observation): boolean {
  const pod = chosenPod(observation);
  return pod !== undefined && reachesEarlier(observation, pod);
}

/** A pod whose revision no one shows may be of any. */
function isOf(revision: string | undefined, deploy: Deploy): boolean {
  return revision === undefined || revision === deploy.revision;
}

/** Whether a pod that ran what was there before grows as well: then the deploy did not bring it. */
function olderGrows({ observation, revisionOf }: CaseFile, { previous }: Deploy, least: number): boolean {
  if (previous === undefined) return false;
  const older = observation.pods.filter(({ pod }) => revisionOf?.(pod) === previous);
  return older.slice(0, MOST_JUDGED).some((pod) => {
    const { answer, perHour } = growthOf(chargedOf(pod), pod.lifetimes, { limit: limitOf(observation, pod) });
    return answer === 'yes' && perHour >= least;
  });
}

/** `Began with the deploy of 4f2c1a9 at 22 Nov 13:12 UTC (before it: 9e01b7c).`, for reports. */
export function beganText({ at, deploy }: Began): string {
  if (deploy === undefined) return `Began about ${formatInstant(at)} UTC, no deploy near it.`;
  const before = deploy.previous === undefined ? '' : ` (before it: ${shortRevision(deploy.previous)})`;
  return `Began with the deploy of ${shortRevision(deploy.revision)} at ${formatInstant(deploy.time)} UTC${before}.`;
}
