import { SECOND } from '../../src/measurement/duration.ts';
import type { WorldCase } from '../worlds/family.ts';
import { DAY_S, type Seconds } from '../worlds/law.ts';
import type { World } from '../worlds/simulate.ts';
import { overTime } from '../worlds/sources/metrics.ts';
import { PEERS } from './peers.ts';

/** Points of the window that a peer's line is drawn through. */
const POINTS = 600;

/** What the peer rules say of "does memory grow?" at a moment, in their order: all that they can say of a world. */
export function peersOn({ target }: WorldCase, world: World, at: Seconds): readonly ('yes' | 'no' | 'unclear')[] {
  const range = { from: (at - DAY_S) * SECOND, to: at * SECOND };
  const pods = world.runs.filter((run) => run.workload === target.workload && run.container === target.container);
  const names = new Set(pods.map(({ pod }) => pod));
  const tracks = world.series
    .filter(({ metric, labels }) => metric === 'container_memory_rss' && labels['container'] === target.container)
    .filter(({ labels }) => names.has(labels['pod'] ?? ''))
    .map((series) => ({
      pod: series.labels['pod'] ?? '',
      track: overTime(series, { range, step: (DAY_S / POINTS) * SECOND, aggregate: 'max' }),
    }));
  // Runs of a pod are series of their own; a peer draws one line through the pod.
  const joined = [...Map.groupBy(tracks, ({ pod }) => pod).values()].map((own) => ({
    rss: {
      times: Float64Array.from(own.flatMap(({ track }) => [...track.times])),
      values: Float64Array.from(own.flatMap(({ track }) => [...track.values])),
    },
  }));
  return PEERS.map(({ answer }) => answer({ pods: joined.filter(({ rss }) => rss.times.length > 1) }));
}
