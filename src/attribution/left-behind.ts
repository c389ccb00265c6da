import { largestOf, sumOf } from '../metrics/measured.ts';
import { nearestReader } from '../metrics/nearest.ts';
import { type Series, type Track, trackOf } from '../metrics/series.ts';
import { typicalStep } from '../metrics/track.ts';
import type { PodFacts } from './facts.ts';

/**
 * What the pod is charged and none of its running containers: pages of memory-backed volumes that an earlier container
 * wrote stay charged to the pod. Undefined where the pod's own series are missing, or its containers' are.
 */
export function leftBehind({ answers, siblings }: Pick<PodFacts, 'answers' | 'siblings'>): Track | undefined {
  const pairs = [
    [answers['pod-usage']?.series, siblings.usage],
    [answers['pod-working-set']?.series, siblings['working-set']],
  ] as const;
  for (const [ofPod, ofContainers] of pairs) {
    if (ofPod === undefined || ofPod.length === 0 || ofContainers === undefined || ofContainers.length === 0) continue;
    return difference(largestOf(ofPod), ofContainers);
  }
  return undefined;
}

function difference(pod: Track, containers: readonly Series[]): Track {
  const byContainer = Map.groupBy(containers, ({ labels }) => labels['container'] ?? '');
  const sum = sumOf([...byContainer.values()].map(newestOf));
  const read = nearestReader(sum, 2 * typicalStep(pod));
  return trackOf(
    [...pod.times].flatMap((time, i) => {
      const own = read(time);
      return own === undefined ? [] : [[time, Math.max(0, (pod.values[i] ?? 0) - own)] as const];
    }),
  );
}

/** Of a container that restarted, the newest id counts where a source repeats the last sample of the one before. */
function newestOf(series: readonly Series[]): Track {
  const at = new Map<number, number>();
  for (const { times, values } of [...series].sort((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0))) {
    for (let i = 0; i < times.length; i += 1) at.set(times[i] ?? 0, values[i] ?? 0);
  }
  return trackOf([...at].sort(([a], [b]) => a - b));
}
