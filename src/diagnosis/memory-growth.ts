import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { stopOf } from '../metrics/stop.ts';
import { sliceOf } from '../metrics/track.ts';
import { besideLoad } from './beside-load.ts';
import { withBriefRise } from './brief-rise.ts';
import { memoryOf } from './charged-memory.ts';
import { withCountedClimb } from './counted-climb.ts';
import { withFall } from './falls-now.ts';
import { withFullEnd } from './full-end.ts';
import { type Growth, growthOf } from './growth.ts';
import { withHeapStood } from './heap-stood.ts';
import { growthBeforeChange } from './just-replaced.ts';
import { withRiseToKill } from './killed-rising.ts';
import { levelNotShown } from './level-shown.ts';
import { seenNarrowly } from './narrow-window.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { onlyRose } from './only-rose.ts';
import { withRiseByRequest } from './rises-by-request.ts';
import { withRiseNow } from './rises-now.ts';
import { withStop } from './stopped.ts';
import { stretchOf } from './stretch.ts';
import { unlessStartEnds } from './young-level.ts';

/** How sure a growth is at most whose time went with the traffic: the traffic may be what grew it. */
const WITH_TRAFFIC = 0.79;

/** How likely a growth is at least that stopped while the traffic fell. */
const MAY_GO_ON = 0.25;

/** How likely a growth is still where the traffic explains all but a little, and that little grows. */
const LITTLE_BESIDE = 0.25;
/** The same where that little shows no growth. */
const BY_LOAD_ALONE = 0.15;

/** Whether what counts against the limit of a pod grows, whatever its traffic does to it. */
export function memoryGrowth(observation: Observation, pod: PodMemory, candidates?: number): Growth {
  const context = { candidates, limit: limitOf(observation, pod) };
  const track = memoryOf(observation, pod);
  const beside = growthBesideLoad(observation, pod, track, context);
  const growth = withRiseByRequest(observation, pod, track, seenNarrowly(observation, pod, track, beside));
  // What is counted shows a climb where the sum of a young run does not yet.
  const counted = withHeapStood(observation, pod, track, withCountedClimb(observation, pod, track, growth));
  const seen = withRiseNow(observation, pod, track, levelNotShown(observation, pod, track, counted));
  const brief = unlessStartEnds(observation, pod, withBriefRise(observation, pod, track, seen));
  // A JVM that ended with a full heap grew, whatever its samples show.
  const ended = withFullEnd(observation, pod, track, withRiseToKill(pod, track, brief));
  return withFall(observation, pod, track, growthBeforeChange(observation, pod, ended));
}

/**
 * Whether a quantity of a pod grows beside what moves with the traffic, where a counter shows it, and goes on growing: what
 * stopped hours ago does not.
 */
export function growthBesideLoad(
  observation: Observation,
  pod: PodMemory,
  track: Track,
  context: Parameters<typeof growthOf>[2] = {},
): Growth {
  const plain = growthOf(track, pod.lifetimes, context);
  const requests = chosenPod(observation) === pod ? observation.measured.requests?.track : undefined;
  const loaded = requests && { track, requests, pod, context, range: observation.range };
  const { growth, rest } = loaded === undefined ? { growth: plain } : besideRequests(plain, loaded);
  const stopped = withStop(growth, track, pod, requests);
  if (rest === undefined || stopped.stands === undefined || stopsIn(rest, pod)) return stopped;
  // Memory stands as well where the traffic takes back as much as is gained: which it is only time shows.
  return { ...stopped, probability: Math.max(stopped.probability, MAY_GO_ON) };
}

interface Loaded {
  readonly track: Track;
  readonly requests: Track;
  readonly pod: PodMemory;
  readonly range: Observation['range'];
  readonly context: Parameters<typeof growthOf>[2];
}

interface BesideRequests {
  readonly growth: Growth;
  /** Memory without what the traffic added, where that was judged. */
  readonly rest?: Track | undefined;
}

function besideRequests(plain: Growth, { track, requests, pod, context, range }: Loaded): BesideRequests {
  const effect = besideLoad(track, requests, pod.lifetimes);
  if (effect === undefined) return { growth: plain };
  if (effect.alone && onlyRose(track, pod.lifetimes, range)) return { growth: { ...notSure(plain), together: true } };
  const { rest, together } = effect;
  const growth = rest === undefined ? plain : growthOf(rest, pod.lifetimes, context);
  if (effect.alone) return { growth: withLoadAlone(plain, growth) };
  // Levels are those of memory as it is.
  const own = { ...growth, stretch: growth.stretch && stretchOf(track, growth.stretch, 0) };
  const sure = together || effect.mostly ? notSure(own) : own;
  return { growth: together && rest === undefined ? { ...sure, together } : sure, rest };
}

function notSure(growth: Growth): Growth {
  return growth.answer === 'yes' ? { ...growth, probability: Math.min(growth.probability, WITH_TRAFFIC) } : growth;
}

function stopsIn(rest: Track, { lifetimes }: PodMemory): boolean {
  const last = lifetimes.at(-1);
  return last !== undefined && stopOf(sliceOf(rest, last.from, last.to)) !== undefined;
}

/** Memory that the traffic alone moves does not grow, wherever the traffic went. */
function withLoadAlone(plain: Growth, rest: Growth): Growth {
  const probability = rest.answer === 'yes' ? LITTLE_BESIDE : Math.min(rest.probability, BY_LOAD_ALONE);
  return {
    ...plain,
    answer: 'no',
    kind: plain.answer === 'no' ? plain.kind : 'step',
    probability,
    onset: undefined,
    withLoad: true,
  };
}
