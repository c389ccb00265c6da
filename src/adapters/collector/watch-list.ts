import type { SnapshotStore } from '../../collection/snapshot-store.ts';
import { type Reading, type Watch, watched } from '../../collection/watch.ts';
import { watchesFrom } from './watches.ts';

/** What the collector remembers of every target between visits. */
export class WatchList {
  readonly #watches = new Map<string, Watch>();
  #restored = false;

  /** Takes up what the stored snapshots say; once, and after a failure again. */
  async restore(snapshots: Pick<SnapshotStore, 'all'>): Promise<void> {
    if (this.#restored) return;
    for (const [instance, watch] of watchesFrom(await snapshots.all())) this.#watches.set(instance, watch);
    this.#restored = true;
  }

  /** What is known of a target when a reading is added; not remembered until `put`. */
  with(instance: string, reading: Reading): Watch {
    return watched(this.#watches.get(instance), reading);
  }

  put(instance: string, watch: Watch): void {
    this.#watches.set(instance, watch);
  }
}
