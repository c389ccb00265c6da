import type { FoundTestimony, SnapshotStore } from '../../collection/snapshot-store.ts';
import { sameProcess } from '../../collection/watch.ts';
import type { GoroutineWitness, Served } from '../../evidence/ports.ts';

/** What processes said of their goroutines when the embedded collector asked them, of one process at a time. */
export function collectorWitness(store: SnapshotStore): GoroutineWitness {
  return {
    async testimony({ processStart, ...query }) {
      const found = await store.testimony(query);
      const own = found.filter((each) => sameProcess(each.processStart, processStart));
      const served = (kind: FoundTestimony['kind']) => own.filter((each) => each.kind === kind).map(toServed);
      return { leaked: served('goroutineleak')[0], texts: served('goroutine-text').reverse() };
    },
  };
}

function toServed({ time, bytes }: FoundTestimony): Served {
  return { time, bytes };
}
