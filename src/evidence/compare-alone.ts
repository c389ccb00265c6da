import { formatClock } from '../measurement/time.ts';
import { captions } from './captions.ts';
import type { Compared, Comparing, ComparisonOf } from './comparing.ts';
import { aloneIn } from './comparison-pair.ts';
import { heapAt } from './heap-at.ts';
import type { Snapshot } from './ports.ts';
import { readOne } from './refused-snapshot.ts';

/** What a JVM follows says of each object when it was allocated. */
const DATED = 'old_object_samples';

/**
 * The only recording of a run, compared with what it shows of the end of the warm-up: which of its objects are younger, by the
 * times of their allocation. Undefined where it does not show that, or cannot be read: then as if it were not there.
 */
export async function compareAlone(
  among: readonly Snapshot[],
  { profiles, comparer, signal }: Comparing,
  { pod, wanted, liveHeap, orAlone }: ComparisonOf,
): Promise<Compared | undefined> {
  if (orAlone !== true || !wanted.sampleTypes.includes(DATED)) return undefined;
  const found = aloneIn(pod.lifetimes, among);
  if (found === undefined) return undefined;
  const { lifetime, current, since } = found;
  const pair = { lifetime, base: { ...current, time: since }, current };
  try {
    const profile = await readOne(profiles, current, signal);
    const sides = { base: { time: since, profile }, current: { time: current.time, profile } };
    const request = { sampleType: DATED, ...sides, heap: heapAt(liveHeap, pair), alone: true as const };
    const comparison = await comparer.compare(request, signal);
    // That nothing younger is left may be the table, which earlier objects fill: no proof that nothing grew.
    if (comparison.paths.length === 0) return undefined;
    return { pod: pod.pod, pair, comparison, ...captions(pair, pod), leftOut: [onlyOne(pod.pod, current)] };
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}

function onlyOne(pod: string, { time }: Snapshot) {
  return {
    about: 'profiles' as const,
    missing: `Of this run of ${pod} there is one recording (${formatClock(time)} UTC): what was allocated and freed again before it does not show.`,
    fix: 'Dump another some minutes later: of what leaks all is still there, of what comes and goes nearly nothing.',
  };
}
