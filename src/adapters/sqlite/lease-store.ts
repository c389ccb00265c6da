import type { LeaseStore } from '../../investigation/lease.ts';
import type { Database } from './database.ts';

/** The lease in SQLite: one row, taken or renewed by one statement, so that two who wait cannot both get it. */
export function sqliteLeaseStore(database: Database): LeaseStore {
  return {
    async claim({ holder, now, expires }) {
      const lease = { name: 'bot', holder, expires_at: expires };
      await database
        .insertInto('lease')
        .values(lease)
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet(lease)
            .where((row) => row.or([row('lease.holder', '=', holder), row('lease.expires_at', '<=', now)])),
        )
        .execute();
      const held = await database.selectFrom('lease').select('holder').where('name', '=', 'bot').executeTakeFirst();
      return held?.holder ?? '';
    },

    async release(holder) {
      await database.deleteFrom('lease').where('holder', '=', holder).execute();
    },
  };
}
