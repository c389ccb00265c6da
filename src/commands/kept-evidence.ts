import { existsSync } from 'node:fs';
import type { CollectorStores } from '../collection/stores.ts';
import type { Clock } from '../foundation/clock.ts';
import { isPostgres } from '../foundation/store-location.ts';
import type { SourceCache } from '../investigation/source-cache.ts';

/** What the collector of a running bot keeps, and the code that was read for its reports. */
export interface KeptEvidence {
  readonly collector: CollectorStores;
  readonly sourceCache: SourceCache;
  close(): Promise<void>;
}

/**
 * Reads what a bot has kept in its database. Where there is no file, nothing was kept: then no database is loaded, and no file is
 * made. Throws StoreError.
 */
export async function keptEvidence(location: string, clock: Clock): Promise<KeptEvidence> {
  if (!isPostgres(location) && !existsSync(location)) return NOTHING_KEPT;
  const { openStores } = await import('./stores.ts');
  return openStores(location, clock);
}

const nothing = () => Promise.resolve();
const none = () => Promise.resolve([]);
const zero = () => Promise.resolve(0);
const absent = () => Promise.resolve(undefined);

const NOTHING_KEPT: KeptEvidence = {
  collector: {
    samples: { addScrapes: nothing, importSamples: nothing, series: none, compact: zero, forgetBefore: nothing },
    snapshots: {
      addSnapshot: zero,
      find: none,
      testimony: none,
      read: absent,
      all: none,
      totals: () => Promise.resolve({ counts: [], bytes: 0 }),
      delete: nothing,
    },
    health: { note: nothing, targetHealth: none, forgetBefore: nothing },
    space: { used: zero, usedByInvestigations: zero, giveBack: nothing },
  },
  sourceCache: { find: absent, keep: nothing },
  close: nothing,
};
