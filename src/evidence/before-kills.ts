import { MINUTE, type Milliseconds, SECOND } from '../measurement/duration.ts';
import { requestsFor } from '../metrics/catalogue.ts';
import type { KillView } from '../metrics/kill-view.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { podMemoryOf } from '../metrics/pod-memory.ts';
import { sliceOf } from '../metrics/track.ts';
import type { Question } from './asked-about.ts';
import type { MetricsSource } from './ports.ts';

/** How much of a life is looked at before its kill. */
const BEFORE: Milliseconds = 10 * MINUTE;

/** The latest kills that are looked at: more lines on top of each other say no more. */
const MOST_KILLS = 6;

/** No step is finer: a source answers with the samples it has. */
const FINEST: Milliseconds = SECOND;

/** The memory of a pod in the minutes before each of its latest kills, every sample there is; oldest kill first. */
export async function beforeKills(
  source: MetricsSource,
  { service, signal }: Question,
  pod: PodMemory,
): Promise<readonly KillView[]> {
  const lives = pod.lifetimes.filter(({ end }) => end === 'oom-killed').slice(-MOST_KILLS);
  const views = await Promise.all(
    lives.map(async (life): Promise<KillView | undefined> => {
      // A kill is reported by its last sample where nothing shows better: what lies at its moment belongs to it.
      const range = { from: Math.max(life.from, life.to - BEFORE), to: life.to };
      for (const { metric, matchers, aggregate } of requestsFor('rss', service.selector)) {
        const query = { metric, matchers, range, step: FINEST, aggregate };
        const series = await source.series(query, signal);
        const own = podMemoryOf({ rss: series }, range, { container: service.workload.container });
        const rss = own.find((each) => each.pod === pod.pod)?.rss;
        if (rss !== undefined) return { kill: life.to, rss: sliceOf(rss, range.from, range.to) };
      }
      return undefined;
    }),
  );
  return views.filter((view) => view !== undefined);
}
