import { livesOf } from '../../collection/to-thin.ts';
import type { Watch } from '../../collection/watch.ts';
import type { StoredSnapshot } from '../sqlite/snapshot-store.ts';

/** What was known of each target, from its stored snapshots: a restart of Leakbot must not visit everyone at once. */
export function watchesFrom(snapshots: readonly StoredSnapshot[]): ReadonlyMap<string, Watch> {
  const watches = new Map<string, Watch>();
  for (const life of livesOf(snapshots)) {
    const [first, last] = [life[0], life.at(-1)];
    if (first === undefined || last === undefined) continue;
    watches.set(last.instance, {
      since: last.processStart ?? first.time,
      processStart: last.processStart,
      memory: [],
      captured: { time: last.time, memory: undefined },
      failures: 0,
    });
  }
  return watches;
}
