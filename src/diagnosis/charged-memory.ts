import type { ContainerRun, RunsOfPod } from '../attribution/container-run.ts';
import { valueNear } from '../attribution/near.ts';
import { totalTrack } from '../attribution/run-ledger.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { type Track, trackOf } from '../metrics/series.ts';
import { typicalStep } from '../metrics/track.ts';
import type { Observation } from './observation.ts';

/**
 * What counts against the limit of a pod's container, the same for every pod of a service: the working set, else RSS; swap
 * beside it where its runs are known.
 */
export function memoryOf({ runs }: Observation, pod: PodMemory): Track {
  if (runs?.pod !== pod.pod) return chargedOf(pod);
  const known = TOTALS.get(runs);
  const total = known ?? trackOf(runs.runs.flatMap((run) => [...pointsOf(run)]));
  if (known === undefined) TOTALS.set(runs, total);
  return isAsLong(total, pod) ? total : chargedOf(pod);
}

/** Every question asks it of the same runs. */
const TOTALS = new WeakMap<RunsOfPod, Track>();

/** The working set of a pod, else its RSS. */
export function chargedOf(pod: PodMemory): Track {
  return pod.workingSet !== undefined && isAsLong(pod.workingSet, pod) ? pod.workingSet : pod.rss;
}

/** A track that misses most of the time that RSS saw shows another stretch; one of fewer points in that time does not. */
function isAsLong(track: Track, { rss }: PodMemory): boolean {
  if (track.times.length === 0) return false;
  if (track.times.length >= rss.times.length / 2) return true;
  return covered(track) >= covered(rss) / 2;
}

function covered(track: Track): Milliseconds {
  return track.times.length * typicalStep(track);
}

function* pointsOf(run: ContainerRun): Generator<readonly [number, number]> {
  const total = totalTrack(run);
  const swap = run.tracks.swap?.track;
  if (total === undefined) return;
  const within = swap === undefined ? 0 : 2 * typicalStep(swap);
  for (let i = 0; i < total.times.length; i += 1) {
    const time = total.times[i] ?? 0;
    yield [time, (total.values[i] ?? 0) + ((swap && valueNear(swap, time, within)) ?? 0)];
  }
}
