import { revisionOf } from './deploys.ts';
import type { Lifetime } from './lifetime.ts';
import type { Series } from './series.ts';

/** Names the revision of each life: by the pod's build metric, else by the image of its container. */
export function withRevisions(
  lifetimes: readonly Lifetime[],
  builds: readonly Series[],
  memory: readonly Series[],
): readonly Lifetime[] {
  const series = builds.some((one) => revisionOf(one) !== undefined) ? builds : memory;
  return lifetimes.map((life) => {
    const revision = lastRevisionIn(series, life);
    return revision === undefined ? life : { ...life, revision };
  });
}

/** A source repeats the last sample of a series that ended: the name that was seen last is that of the life. */
function lastRevisionIn(series: readonly Series[], { from, to }: Lifetime): string | undefined {
  const seen = series.flatMap((one) => {
    const revision = revisionOf(one);
    const last = one.times.findLast((time) => time >= from && time <= to);
    return revision === undefined || last === undefined ? [] : [{ revision, first: one.times[0] ?? last, last }];
  });
  return seen.sort((a, b) => a.last - b.last || a.first - b.first).at(-1)?.revision;
}
