import type { ContainerRun } from '../attribution/container-run.ts';
import { totalTrack, valueNear } from '../attribution/run-ledger.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { type Track, trackOf } from '../metrics/series.ts';
import { typicalStep } from '../metrics/track.ts';
import type { Observation } from './observation.ts';

/** What counts against the limit of a pod's container: working set and swap where its runs are known, else RSS. */
export function memoryOf({ runs }: Observation, pod: PodMemory): Track {
  if (runs?.pod !== pod.pod) return pod.rss;
  const totals = runs.runs.flatMap((run) => [...pointsOf(run)]);
  return totals.length < pod.rss.times.length / 2 ? pod.rss : trackOf(totals);
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
