import { valueNear } from '../attribution/near.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { highest, median, sliceOf, typicalStep } from '../metrics/track.ts';
import { growthOf } from './growth.ts';
import { limitOf, type Observation } from './observation.ts';

/** When page cache hides what a process takes. Shares of the limit, unless said otherwise. Set by hand. */
const HIDDEN = {
  /** The working set stands here or above. */
  full: 0.85,
  /** Share of a life for which it does. */
  mostly: 0.5,
  /** What lies beside anonymous memory at first: room that a process can take. */
  cache: 0.1,
  /** What anonymous memory gains in that time. */
  gained: 0.03,
  /** Share of that gain. A working set that gains more shows it by itself. */
  shown: 0.5,
  /** Samples at least. */
  fewest: 12,
} as const;

/**
 * A working set that page cache fills stands at its limit whatever the process does: what the process takes, the kernel
 * takes from the cache. Where RSS climbs under such a level, it is what counts, of every pod, until the limit is full of it.
 */
export function seenUnderCache(observation: Observation): Observation {
  if (!observation.pods.some((pod) => hidesGrowth(pod, limitOf(observation, pod)))) return observation;
  const { runs } = observation;
  return {
    ...observation,
    underCache: true,
    pods: observation.pods.map((pod) => ({ ...pod, workingSet: undefined })),
    runs: runs && {
      ...runs,
      runs: runs.runs.map((run) => {
        const { 'working-set': _, ...tracks } = run.tracks;
        return { ...run, tracks };
      }),
    },
  };
}

function hidesGrowth(pod: PodMemory, limit: Bytes | undefined): boolean {
  const { workingSet, rss, lifetimes } = pod;
  if (workingSet === undefined || limit === undefined) return false;
  const hidden = lifetimes.some(({ from, to }) => climbsUnder(sliceOf(workingSet, from, to), rss, limit));
  return hidden && growthOf(rss, lifetimes, { limit }).answer === 'yes';
}

function climbsUnder(workingSet: Track, rss: Track, limit: Bytes): boolean {
  if (highest(workingSet.values) < HIDDEN.full * limit) return false;
  const within = 2 * Math.max(typicalStep(workingSet), typicalStep(rss));
  const full = [...workingSet.times].flatMap((time, i) => {
    const charged = workingSet.values[i] ?? 0;
    const anonymous = charged < HIDDEN.full * limit ? undefined : valueNear(rss, time, within);
    return anonymous === undefined ? [] : [{ charged, anonymous }];
  });
  if (full.length < HIDDEN.fewest || full.length < HIDDEN.mostly * workingSet.times.length) return false;
  const third = Math.ceil(full.length / 3);
  const level = (part: typeof full, of: 'charged' | 'anonymous') => median(part.map((point) => point[of]));
  const [first, last] = [full.slice(0, third), full.slice(-third)];
  const gained = level(last, 'anonymous') - level(first, 'anonymous');
  const shown = level(last, 'charged') - level(first, 'charged');
  const cache = level(first, 'charged') - level(first, 'anonymous');
  return gained >= HIDDEN.gained * limit && cache >= HIDDEN.cache * limit && shown < HIDDEN.shown * gained;
}
