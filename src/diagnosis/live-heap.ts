import type { RunsOfPod } from '../attribution/container-run.ts';
import { isBelowCollection, isNeverCollected, liveHeapOf as liveHeapOfRun } from '../attribution/live-heap.ts';
import type { Measured } from '../metrics/measured.ts';
import { nearestReader } from '../metrics/nearest.ts';
import { type Track, trackOf } from '../metrics/series.ts';
import { median, sliceOf, typicalStep } from '../metrics/track.ts';
import { withoutGarbage } from '../metrics/without-garbage.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { heapReach } from './heap-reach.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** The live heap of the chosen pod, and how far it can be believed. */
export interface LiveHeap {
  readonly measured: Measured;
  /** The same as a line: where garbage stands above a floor, the floor. */
  readonly track: Track;
  /**
   * `sure` after collections; `late` where the collector leaves garbage for long, so that even the lowest figures may
   * hold some; `never` where nothing was collected yet, or the heap may grow past the limit and nothing made the collector work before; `unknown`
   * where no metric shows which of these it is.
   */
  readonly collected: 'sure' | 'late' | 'never' | 'unknown';
}

/** An after-collection figure that did not change this often has not seen what happened since. */
const FEWEST_COLLECTIONS = 3;
/** A heap of which collections left this share was live, not garbage. */
const MOSTLY_LIVE = 0.6;

/** Reads what survives collections; where too few were seen, the floor of the heap stands in. */
export function liveHeapOf(observation: Observation): LiveHeap | undefined {
  const { runs } = observation;
  if (runs !== undefined && runs.pod === chosenPod(observation)?.pod) return ofRuns(observation, runs);
  const reported = observation.measured['live-heap'];
  if (reported === undefined) return undefined;
  const lifetimes = chosenPod(observation)?.lifetimes ?? [];
  const readAs = (measured: Measured) => ({ measured, track: withoutGarbage(measured, lifetimes) });
  if (!guideTo(observation.runtime).collector.collectsLate) return { ...readAs(reported), collected: 'sure' };
  const used = observation.measured['heap-used'];
  const after = reported.reading === 'floor' ? undefined : reported;
  if (after !== undefined && (used === undefined || collectionsSeen(after, observation) >= FEWEST_COLLECTIONS))
    return { ...readAs(after), collected: 'sure' };
  const measured = after === undefined || used === undefined ? reported : { ...used, reading: 'floor' as const };
  return {
    ...readAs(measured),
    collected: fits(observation) || mostlyLive(observation) ? 'late' : whyUnseen(observation),
  };
}

/** Of each run by the best figure it has: a floor's window is a share of the run, so that none reaches into the next. */
function ofRuns(observation: Observation, { runs }: RunsOfPod): LiveHeap | undefined {
  const reported = runs.flatMap((run) => liveHeapOfRun(run) ?? []);
  const [longest] = [...reported].sort((a, b) => b.track.times.length - a.track.times.length);
  if (longest === undefined) return undefined;
  const track = trackOf(
    reported.flatMap(({ track: { times, values } }) => [...times].map((time, i) => [time, values[i] ?? 0] as const)),
  );
  const proven = reported.filter(({ source }) => source !== 'maybe-garbage');
  const samples = (some: typeof reported) => some.reduce((sum, one) => sum + one.track.times.length, 0);
  const sure = samples(proven) >= samples(reported) / 2;
  const floor = longest.source === 'floor' || longest.source === 'maybe-garbage';
  return {
    measured: { track, metric: longest.metric, reading: floor ? 'floor' : 'value' },
    // Of each run the floor was taken already: a second one would reach over its whole climb.
    track,
    collected: sure ? 'sure' : howCollected(observation, runs),
  };
}

function howCollected(observation: Observation, runs: RunsOfPod['runs']): LiveHeap['collected'] {
  const counted = guideTo(observation.runtime).collector.collectsLate || runs.every(({ tracks }) => tracks.collections);
  if (counted && runs.every(isNeverCollected)) return 'never';
  if (fits(observation) === true) return runs.every(isBelowCollection) ? 'never' : 'late';
  return mostlyLive(observation) ? 'late' : whyUnseen(observation);
}

/** A figure that is there and yet knows of hardly a collection says that there was none; one that is missing nothing. */
function whyUnseen(observation: Observation): 'never' | 'unknown' {
  return observation.measured['collected-heap'] !== undefined && fits(observation) === false ? 'never' : 'unknown';
}

function mostlyLive({ measured }: Observation): boolean {
  const { 'live-heap': after, 'heap-used': used } = measured;
  return (
    after !== undefined &&
    after.reading !== 'floor' &&
    used !== undefined &&
    shareLeft(after.track, used) >= MOSTLY_LIVE
  );
}

/** How often the figure changed in the life that saw it change most. */
function collectionsSeen({ track }: Measured, observation: Observation): number {
  const lives = chosenPod(observation)?.lifetimes ?? [];
  const changes = lives.map(({ from, to }) => {
    const { values } = sliceOf(track, from, to);
    return values.reduce((count, value, i) => count + (i === 0 || value !== values[i - 1] ? 1 : 0), 0);
  });
  return Math.max(0, ...changes);
}

/** The share of the heap in use that the last collections left, as they usually did. */
function shareLeft(after: Track, used: Measured): number {
  const read = nearestReader(used.track, 2 * typicalStep(used.track));
  const shares = [...after.times].flatMap((time, i) => {
    const heap = read(time);
    return heap === undefined || heap <= 0 || after.values[i] === after.values[i - 1]
      ? []
      : [(after.values[i] ?? 0) / heap];
  });
  return shares.length === 0 ? 0 : median(shares);
}

/** Whether the heap, at its largest, fits into the limit with all else; undefined where a bound is not reported. */
function fits(observation: Observation): boolean | undefined {
  const pod = chosenPod(observation);
  const limit = pod && limitOf(observation, pod);
  const reach = heapReach(observation);
  return limit === undefined || reach === undefined ? undefined : reach.max + reach.outside <= limit;
}
