import { formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { capitalised } from '../measurement/sentence.ts';
import { formatInstant } from '../measurement/time.ts';
import { type FallNow, fallNow } from '../metrics/fall-now.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { meanRateOf } from '../metrics/mean-rate.ts';
import type { Track } from '../metrics/series.ts';
import { sliceOf } from '../metrics/track.ts';
import type { Growth, GrowthKind } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { limitReason } from './limit-reason.ts';
import { lookAgain } from './look-again.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** Share of a rise. Of what has given back as much, the rest is on its way. */
const MOSTLY_LOST = 0.5;
/** How likely a growth is still of which most was given back. */
const MAY_STAY = 0.25;
/** What comes and goes each day is said in words of its own. */
const RHYTHM: ReadonlySet<GrowthKind> = new Set(['wave', 'too-little']);
/** Share of the requests at the peak. Where they fell below it, what falls goes with them. */
const SAME_TRAFFIC = 0.8;

/**
 * Memory that rose and falls by now does not grow, whatever the mean of its hours is: no rate, no kill and no level is said
 * of it. Where most of the rise is still there, how much of it stays is open.
 */
export function withFall(observation: Observation, pod: PodMemory, track: Track, growth: Growth): Growth {
  if (growth.withLoad === true || growth.earlier === true || growth.lives > 1 || RHYTHM.has(growth.kind)) return growth;
  const falls = fallOf(observation, pod, track);
  if (falls === undefined) return growth;
  const { onset: _, stands: __, rises: ___, ...rest } = growth;
  return falls.lost >= MOSTLY_LOST
    ? { ...rest, answer: 'no', probability: Math.min(MAY_STAY, growth.probability), kind: 'falling', falls }
    : { ...rest, answer: 'unclear', probability: 0.5, kind: 'falling', falls };
}

/** How a track of a pod falls that was never killed; undefined where it does not, or its traffic fell. */
export function fallOf(observation: Observation, pod: PodMemory, track: Track): FallNow | undefined {
  const last = pod.lifetimes.at(-1);
  if (last?.end !== 'running' || pod.kills.length > 0) return undefined;
  const falls = knownFall(track, last);
  return falls === undefined || trafficFell(observation, pod, falls, last) ? undefined : falls;
}

/** Every question asks it of the same tracks. */
const KNOWN = new WeakMap<Track, { readonly last: Lifetime; readonly falls: FallNow | undefined }>();

function knownFall(track: Track, last: Lifetime): FallNow | undefined {
  const known = KNOWN.get(track);
  if (known?.last === last) return known.falls;
  const falls = fallNow(sliceOf(track, last.from, last.to));
  KNOWN.set(track, { last, falls });
  return falls;
}

function trafficFell(observation: Observation, pod: PodMemory, { at }: FallNow, last: Lifetime): boolean {
  const requests = chosenPod(observation) === pod ? observation.measured.requests?.track : undefined;
  if (requests === undefined) return false;
  const rateOf = meanRateOf(requests);
  const fell = last.to - at;
  return rateOf(last.to - fell / 2, fell / 2) < SAME_TRAFFIC * rateOf(at - fell / 2, fell / 2);
}

/** `93.4 → 465 MiB until 30 Nov 11:20 UTC and falls since: 393 MiB now` */
export function fallSaid({ at, low, peak, now }: FallNow): string {
  return `${formatBytesPair(low, peak)} until ${formatInstant(at)} UTC and falls since: ${formatBytes(now)} now`;
}

/** Of memory that falls, and of which most is still there. */
export function fallWording(
  observation: Observation,
  { name, falls, memory }: { readonly name: string; readonly falls: FallNow; readonly memory: PodMemory },
): Pick<Judgement, 'headline' | 'reasons'> {
  const limit = limitOf(observation, memory);
  return {
    headline: `${name} rose ${fallSaid(falls)}. ${lookAgain(observation, memory, falls.at)}`,
    reasons: [
      'What falls goes towards no limit: how much of the rise stays shows when it stands.',
      ...(limit === undefined ? [] : [limitReason(observation, memory, limit)]),
    ],
  };
}

/** A part of memory in bytes that rose and falls by now; undefined where it does not. */
export function partFalls(
  observation: Observation,
  pod: PodMemory,
  { track, noun }: { readonly track: Track; readonly noun: string },
): Pick<Judgement, 'answer' | 'confidence' | 'headline'> | undefined {
  const falls = fallOf(observation, pod, track);
  if (falls === undefined) return undefined;
  const mostly = falls.lost >= MOSTLY_LOST;
  return {
    answer: mostly ? 'no' : 'unclear',
    confidence: mostly ? 1 - MAY_STAY : 0.5,
    headline: `${capitalised(noun)} rose ${fallSaid(falls)}.`,
  };
}
