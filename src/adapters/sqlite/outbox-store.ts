import type { OutboxStore } from '../../investigation/outbox.ts';
import type { Database } from './database.ts';

export function sqliteOutboxStore(database: Database): OutboxStore {
  return {
    async pending() {
      const rows = await database
        .selectFrom('outbox')
        .selectAll()
        .whereRef('sent', '<', 'wanted')
        .where('given_up', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        ...row,
        attemptedAt: row.attempted_at,
        notBefore: row.not_before,
        files: row.files === null ? [] : (JSON.parse(row.files) as string[]),
      }));
    },

    async sentAs(investigation, slot) {
      const row = await database
        .selectFrom('outbox')
        .select('ts')
        .where('investigation', '=', investigation)
        .where('slot', '=', slot)
        .executeTakeFirst();
      return row?.ts ?? undefined;
    },

    async slotOf(channel, ts) {
      const owned = database.selectFrom('outbox').select(['investigation', 'slot']).where('channel', '=', channel);
      return owned.where('ts', '=', ts).executeTakeFirst();
    },

    async attempting(id, at) {
      // The first try counts: a message may stand in the thread since then.
      const first = database.updateTable('outbox').set({ attempted_at: at }).where('attempted_at', 'is', null);
      await first.where('id', '=', id).execute();
    },

    async refused(id) {
      await database.updateTable('outbox').set({ attempted_at: null }).where('id', '=', id).execute();
    },

    async sharing(id, fileIds) {
      await database
        .updateTable('outbox')
        .set({ files: JSON.stringify(fileIds) })
        .where('id', '=', id)
        .execute();
    },

    async sent(id, { version, channel, ts }) {
      const told = { sent: version, channel, ts, attempted_at: null, failures: 0, not_before: 0, files: null };
      await database.updateTable('outbox').set(told).where('id', '=', id).execute();
    },

    async failed(id, retryAt) {
      const again = database
        .updateTable('outbox')
        .set((row) => ({ failures: row('failures', '+', 1), not_before: retryAt }));
      await again.where('id', '=', id).execute();
    },

    async postponed(id, until) {
      await database.updateTable('outbox').set({ not_before: until }).where('id', '=', id).execute();
    },

    async giveUp(id, reason) {
      await database.updateTable('outbox').set({ given_up: reason }).where('id', '=', id).execute();
    },

    async fileOf(picture) {
      const row = await database.selectFrom('pictures').select('file_id').where('key', '=', picture).executeTakeFirst();
      return row?.file_id ?? undefined;
    },

    async uploading(picture, fileId) {
      await database.updateTable('pictures').set({ file_id: fileId }).where('key', '=', picture).execute();
    },

    async firstSight(eventId, at) {
      const event = { id: eventId, seen_at: at };
      const result = await database
        .insertInto('slack_events')
        .values(event)
        .onConflict((c) => c.doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },
  };
}
