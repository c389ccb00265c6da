import type { Transaction } from 'kysely';
import type { OutboxStore, Parcel } from '../../investigation/outbox.ts';
import type { Database, Tables } from './tables.ts';

/** The outbox in SQLite: one row a slot. */
export class SqlOutboxStore implements OutboxStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async pending(): Promise<readonly Parcel[]> {
    const all = this.#database.selectFrom('outbox').selectAll().whereRef('sent', '<', 'wanted');
    const rows = await all.where('given_up', 'is', null).orderBy('id').execute();
    return rows.map((row) => ({
      ...row,
      attemptedAt: row.attempted_at,
      notBefore: row.not_before,
      files: row.files === null ? [] : (JSON.parse(row.files) as string[]),
    }));
  }

  async sentAs(investigation: string, slot: string): Promise<string | undefined> {
    const own = this.#database.selectFrom('outbox').select('ts').where('investigation', '=', investigation);
    const row = await own.where('slot', '=', slot).executeTakeFirst();
    return row?.ts ?? undefined;
  }

  slotOf(channel: string, ts: string): ReturnType<OutboxStore['slotOf']> {
    const owned = this.#database.selectFrom('outbox').select(['investigation', 'slot']).where('channel', '=', channel);
    return owned.where('ts', '=', ts).executeTakeFirst();
  }

  async attempting(id: number, at: number): Promise<void> {
    // The first try counts: a message may stand in the thread since then.
    await this.#database
      .transaction()
      .execute((transaction) =>
        transaction
          .updateTable('outbox')
          .set({ attempted_at: at })
          .where('id', '=', id)
          .where('attempted_at', 'is', null)
          .execute(),
      );
  }

  async refused(id: number): Promise<void> {
    await this.#parcel(id).set({ attempted_at: null }).execute();
  }

  async sharing(id: number, fileIds: readonly string[]): Promise<void> {
    await this.#parcel(id)
      .set({ files: JSON.stringify(fileIds) })
      .execute();
  }

  async sent(id: number, { version, channel, ts }: Parameters<OutboxStore['sent']>[1]): Promise<void> {
    const cleared = { attempted_at: null, failures: 0, not_before: 0, files: null };
    await this.#database.transaction().execute(async (transaction) => {
      const outbox = transaction.updateTable('outbox');
      await outbox
        .set({ sent: version, channel, ts, ...cleared })
        .where('id', '=', id)
        .execute();
      // The digest that names it links to it from now on.
      const naming = transaction
        .selectFrom('outbox')
        .select('digest')
        .where('id', '=', id)
        .where('digest', 'is not', null);
      await outbox
        .set((row) => ({ wanted: row('wanted', '+', 1) }))
        .where('id', 'in', naming)
        .execute();
    });
  }

  gather(into: Parameters<OutboxStore['gather']>[0], roots: readonly number[]): Promise<number> {
    return this.#database.transaction().execute(async (transaction) => {
      const digest = typeof into === 'number' ? into : await begun(transaction, into);
      await transaction
        .updateTable('outbox')
        .set((row) => ({ wanted: row('wanted', '+', 1) }))
        .where('id', '=', digest)
        .execute();
      await transaction.updateTable('outbox').set({ digest }).where('id', 'in', roots).execute();
      return digest;
    });
  }

  namedIn(digest: number): ReturnType<OutboxStore['namedIn']> {
    const named = this.#database.selectFrom('outbox').select(['investigation', 'ts']).where('digest', '=', digest);
    return named.orderBy('id').execute();
  }

  async posted(id: number, { channel, ts }: Parameters<OutboxStore['posted']>[1]): Promise<void> {
    await this.#parcel(id).set({ channel, ts, attempted_at: null, failures: 0, not_before: 0 }).execute();
  }

  async failed(id: number, retryAt: number): Promise<void> {
    await this.#parcel(id)
      .set((row) => ({ failures: row('failures', '+', 1), not_before: retryAt }))
      .execute();
  }

  async postponed(id: number, until: number): Promise<void> {
    await this.#parcel(id).set({ not_before: until }).execute();
  }

  async giveUp(id: number, reason: string): Promise<void> {
    await this.#parcel(id).set({ given_up: reason }).execute();
  }

  async fileOf(picture: string): Promise<string | undefined> {
    const file = this.#database.selectFrom('pictures').select('file_id').where('key', '=', picture);
    return (await file.executeTakeFirst())?.file_id ?? undefined;
  }

  async uploading(picture: string, fileId: string): Promise<void> {
    await this.#database.updateTable('pictures').set({ file_id: fileId }).where('key', '=', picture).execute();
  }

  #parcel(id: number) {
    return this.#database.updateTable('outbox').where('id', '=', id);
  }
}

/** The row of a digest that is begun, or of one that was before. */
async function begun(
  transaction: Transaction<Tables>,
  { investigation, slot }: { readonly investigation: string; readonly slot: string },
): Promise<number> {
  const nothing = { channel: null, ts: null, attempted_at: null, given_up: null, files: null, digest: null };
  const row = await transaction
    .insertInto('outbox')
    .values({ investigation, slot, wanted: 0, ...nothing })
    .onConflict((conflict) => conflict.columns(['investigation', 'slot']).doUpdateSet({ given_up: null }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}
