import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { besideLoad } from './beside-load.ts';
import { memoryOf } from './charged-memory.ts';
import { type Growth, growthOf } from './growth.ts';
import { seenNarrowly } from './narrow-window.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { onlyRose } from './only-rose.ts';
import { withStop } from './stopped.ts';
import { stretchOf } from './stretch.ts';

/** How sure a growth is at most whose time went with the traffic: the traffic may be what grew it. */
const WITH_TRAFFIC = 0.79;

/** How likely a growth is still where the traffic explains all but a little, and that little grows. */
const LITTLE_BESIDE = 0.25;
/** The same where that little shows no growth. */
const BY_LOAD_ALONE = 0.15;

/** Whether what counts against the limit of a pod grows, whatever its traffic does to it. */
export function memoryGrowth(observation: Observation, pod: PodMemory, candidates?: number): Growth {
  const context = { candidates, limit: limitOf(observation, pod) };
  const track = memoryOf(observation, pod);
  return seenNarrowly(observation, pod, track, growthBesideLoad(observation, pod, track, context));
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
  const growth = loaded === undefined ? plain : besideRequests(plain, loaded);
  return withStop(growth, track, pod, requests);
}

interface Loaded {
  readonly track: Track;
  readonly requests: Track;
  readonly pod: PodMemory;
  readonly range: Observation['range'];
  readonly context: Parameters<typeof growthOf>[2];
}

function besideRequests(plain: Growth, { track, requests, pod, context, range }: Loaded): Growth {
  const effect = besideLoad(track, requests, pod.lifetimes);
  if (effect === undefined) return plain;
  if (effect.alone && onlyRose(track, pod.lifetimes, range))
    return {
      ...plain,
      probability: plain.answer === 'yes' ? Math.min(plain.probability, WITH_TRAFFIC) : plain.probability,
    };
  const growth = effect.rest === undefined ? plain : growthOf(effect.rest, pod.lifetimes, context);
  if (effect.alone) return withLoadAlone(plain, growth);
  const { stretch, answer, probability } = growth;
  return {
    ...growth,
    probability: answer === 'yes' && effect.together ? Math.min(probability, WITH_TRAFFIC) : probability,
    // Levels are those of memory as it is.
    stretch: stretch && stretchOf(track, stretch, 0),
  };
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
