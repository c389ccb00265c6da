import type { SnapshotEntry } from './recording.ts';

/** A profile as it was served, gzipped. */
export interface Capture extends Omit<SnapshotEntry, 'file'> {
  readonly profile: Buffer;
}

/**
 * What of the captures is kept, in order of time. Of the busiest pods each run's first and last, and the heap profile
 * before the last: the last may have been taken while the kernel already struggled for memory. Of other pods the first and
 * the last of all.
 */
export function thin(captures: readonly Capture[], busiest: ReadonlySet<string>): readonly Capture[] {
  const groups = Map.groupBy(captures, ({ pod, kind, processStart }) =>
    busiest.has(pod) ? `${pod} ${kind} ${processStart}` : `${pod} ${kind}`,
  );
  return [...groups.values()]
    .flatMap((group) => {
      const inOrder = [...group].sort((a, b) => a.time - b.time);
      const isBusy = inOrder.some(({ pod, kind }) => busiest.has(pod) && kind === 'heap');
      return [...inOrder.slice(0, 1), ...inOrder.slice(1).slice(isBusy ? -2 : -1)];
    })
    .sort((a, b) => a.time - b.time);
}
