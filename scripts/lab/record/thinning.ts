import type { SnapshotEntry } from './recording.ts';

/** A profile as it was served, gzipped. */
export interface Capture extends Omit<SnapshotEntry, 'file'> {
  readonly profile: Buffer;
}

const KEPT = { heap: 6, goroutine: 3 } as const;

/**
 * What of the captures is kept. Of the busiest pods each life's first, its last two, and evenly spread ones between; of
 * other pods the first and the last of all. Order is by time.
 */
export function thin(captures: readonly Capture[], busiest: ReadonlySet<string>): readonly Capture[] {
  const groups = Map.groupBy(captures, ({ pod, kind, processStart }) =>
    busiest.has(pod) ? `${pod} ${kind} ${processStart}` : `${pod} ${kind}`,
  );
  return [...groups.values()]
    .flatMap((group) => {
      const inOrder = [...group].sort((a, b) => a.time - b.time);
      const [first] = inOrder;
      if (first === undefined) return [];
      return busiest.has(first.pod) ? spread(inOrder, KEPT[first.kind]) : spread(inOrder, 2);
    })
    .sort((a, b) => a.time - b.time);
}

/** `count` of the items: the first, the last two, and evenly spaced ones between them. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  if (count < 3) return [...items.slice(0, 1), ...items.slice(-1)];
  const late = items.length - 2;
  const early = Array.from({ length: count - 2 }, (_, step) => Math.floor((step * late) / (count - 2)));
  return [...early, late, late + 1].flatMap((index) => items.slice(index, index + 1));
}
