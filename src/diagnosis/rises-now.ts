import { formatByteRate, formatBytes, formatGrowth } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { formatDuration, HOUR } from '../measurement/duration.ts';
import { capitalised } from '../measurement/sentence.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { meanRateOf } from '../metrics/mean-rate.ts';
import { type RiseNow, riseNow } from '../metrics/rise-now.ts';
import type { Track } from '../metrics/series.ts';
import { sliceOf } from '../metrics/track.ts';
import { connectionsCame, socketsSaid } from './connections-came.ts';
import type { Growth } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { limitReason } from './limit-reason.ts';
import { lookAgain } from './look-again.ts';
import { mayFillAt } from './may-fill.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** Times the requests before. Traffic that rose by more explains what rises with it. */
const MORE_TRAFFIC = 1.3;

/**
 * Memory that was level until minutes ago and climbs since: what its end does is what an alert is about, and no No denies
 * it. It may be a burst, or the first of a load, and is no growth yet.
 */
export function withRiseNow(observation: Observation, pod: PodMemory, track: Track, growth: Growth): Growth {
  const last = pod.lifetimes.at(-1);
  if (growth.answer !== 'no' || growth.withLoad === true || last?.end !== 'running') return growth;
  const own = sliceOf(track, last.from, last.to);
  const rises = riseNow(own);
  if (rises === undefined || risesWithTraffic(observation, pod, rises)) return growth;
  if (mayFillAt(own, rises.perHour, limitOf(observation, pod)) === undefined) return growth;
  return { ...growth, answer: 'unclear', probability: 0.5, kind: 'growing', onset: undefined, rises };
}

function risesWithTraffic({ measured, ...rest }: Observation, pod: PodMemory, { began, levelFor }: RiseNow): boolean {
  const requests = chosenPod({ measured, ...rest }) === pod ? measured.requests?.track : undefined;
  if (requests === undefined) return false;
  const rateOf = meanRateOf(requests);
  return rateOf(began, rest.range.to - began) >= MORE_TRAFFIC * rateOf(began - levelFor, levelFor);
}

/** Of memory that climbs since minutes ago. */
export function risesWording(
  observation: Observation,
  { name, rises, memory }: { readonly name: string; readonly rises: RiseNow; readonly memory: PodMemory },
): Pick<Judgement, 'headline' | 'reasons'> {
  const { began, levelFor, from, to, perHour } = rises;
  const limit = limitOf(observation, memory);
  const now = observation.range.to;
  const span = now - began;
  const rate = formatByteRate(perHour, span);
  const came = connectionsCame(observation, memory, memory.rss, { from: began, at: now - span / SETTLED });
  const fills =
    limit === undefined
      ? []
      : [
          `Going on at ${rate} it would reach the limit of ${formatBytes(limit)} in about ${formatDuration((Math.max(0, limit - to) / perHour) * HOUR)}; a burst, or load that comes to it, rises as much and ends.`,
          limitReason(observation, memory, limit),
        ];
  return {
    headline: `${name} climbed ${formatGrowth(from, to)} since ${formatInstant(began)} UTC (${rate}), after ${formatDuration(levelFor)} at one level: too short to see whether it goes on. ${lookAgain(observation, memory, began)}`,
    reasons: [
      ...fills,
      ...(came === undefined ? [] : [`${socketsSaid(came)} in the same time: connections come with it.`]),
    ],
  };
}

/** The last part of a rise of so many shows what the sockets have come to. */
const SETTLED = 6;

/** What the end of a level run does to a part of it. */
interface Part {
  readonly track: Track;
  /** `goroutines`, or `the live heap` */
  readonly noun: string;
}

/** A count that climbs since minutes ago: no number throughout, and no trend yet. */
export function countRises(observation: Observation, pod: PodMemory, { track, noun }: Part): Judgement | undefined {
  const rises = partRises(observation, pod, track);
  if (rises === undefined) return undefined;
  const { began, from, to } = rises;
  const now = observation.range.to;
  const came = connectionsCame(observation, pod, track, { from: began, at: now - (now - began) / SETTLED });
  const beside = came === undefined ? '' : `, as its sockets did (${socketsSaid(came)}): connections that come`;
  return tooShort(rises, {
    headline: `${formatCount(from)} → ${formatCount(to)} ${noun} since ${formatInstant(began)} UTC${beside}. ${lookAgain(observation, pod, began)}`,
    level: formatCount(from),
  });
}

/** The same of a part of memory in bytes. */
export function heapRises(observation: Observation, pod: PodMemory, { track, noun }: Part): Judgement | undefined {
  const rises = partRises(observation, pod, track);
  if (rises === undefined) return undefined;
  const { began, from, to } = rises;
  return tooShort(rises, {
    headline: `${capitalised(noun)} went ${formatGrowth(from, to)} since ${formatInstant(began)} UTC. ${lookAgain(observation, pod, began)}`,
    level: formatBytes(from),
  });
}

function partRises(observation: Observation, pod: PodMemory, track: Track): RiseNow | undefined {
  const last = pod.lifetimes.at(-1);
  const rises = last?.end === 'running' ? riseNow(sliceOf(track, last.from, last.to)) : undefined;
  return rises === undefined || risesWithTraffic(observation, pod, rises) ? undefined : rises;
}

function tooShort(
  { levelFor }: RiseNow,
  { headline, level }: { readonly headline: string; readonly level: string },
): Judgement {
  return {
    answer: 'unclear',
    confidence: 0.5,
    headline,
    reasons: [`${level} for ${formatDuration(levelFor)} before: too short a rise for a trend.`],
  };
}
