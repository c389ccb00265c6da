import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import type { Clock } from '../../foundation/clock.ts';
import type { CacheKey, SourceCache } from '../../investigation/source-cache.ts';
import { type Bytes, MiB } from '../../measurement/bytes.ts';
import { MINUTE } from '../../measurement/duration.ts';
import type { Database } from './tables.ts';

export interface CacheBounds {
  readonly total: Bytes;
  readonly entry: Bytes;
}

/** As stored. A report needs one file and a list of owners: this is room for hundreds of revisions. */
const BOUNDS: CacheBounds = { total: 16 * MiB, entry: 2 * MiB };

/** What was read of a branch is believed for so long; of a commit it never changes. */
const MOVING = 10 * MINUTE;

/** A cache in the store; the least recently used go when there is no room. */
export function sqlSourceCache(database: Database, clock: Clock, bounds = BOUNDS): SourceCache {
  const entryOf = ({ repository, revision, path }: CacheKey) => ({ repository, revision, path });
  return {
    async find(key) {
      const now = clock.now();
      const row = await database
        .updateTable('source_files')
        .set({ used_at: now })
        .where((where) => where.and(entryOf(key)))
        .where((where) => where.or([where('stale_at', 'is', null), where('stale_at', '>', now)]))
        .returning('content')
        .executeTakeFirst();
      return row && { content: row.content === null ? undefined : gunzipSync(row.content).toString('utf8') };
    },

    async keep(key, content, { moving }) {
      const packed = content === undefined ? null : gzipSync(content);
      if (packed !== null && packed.byteLength > bounds.entry) return;
      const now = clock.now();
      await database.transaction().execute(async (transaction) => {
        const read = { used_at: now, stale_at: moving ? now + MOVING : null, content: packed };
        await transaction
          .insertInto('source_files')
          .values({ ...entryOf(key), ...read })
          .onConflict((conflict) => conflict.columns(['repository', 'revision', 'path']).doUpdateSet(read))
          .execute();
        await transaction.deleteFrom('source_files').where('stale_at', '<=', now).execute();
        // A row without content costs its index too.
        await sql`
          DELETE FROM source_files WHERE (repository, revision, path) IN (
            SELECT repository, revision, path FROM (
              SELECT repository, revision, path,
                sum(256 + coalesce(length(content), 0)) OVER (ORDER BY used_at DESC, repository, revision, path) AS held
              FROM source_files
            ) AS newest WHERE held > ${bounds.total}
          )`.execute(transaction);
      });
    },
  };
}
