import type { Transaction } from 'kysely';
import type { SenderNote, SenderNoteStore } from '../../investigation/sender-notes.ts';
import type { Effect } from '../../investigation/state/effect.ts';
import type { Database, Tables } from './tables.ts';

/** Notes for senders in SQLite: a row for each, from the transaction that wants it. */
export class SqlSenderNoteStore implements SenderNoteStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async pending(): Promise<readonly SenderNote[]> {
    const rows = await this.#database
      .selectFrom('sender_notes')
      .selectAll()
      .where('done', '=', 0)
      .orderBy('id')
      .execute();
    return rows.map(({ not_before: notBefore, attempted, done: _, ...row }) => ({
      ...row,
      notBefore,
      attempted: attempted === 1,
    }));
  }

  async attempting(id: number): Promise<void> {
    await this.#database
      .transaction()
      .execute((transaction) =>
        transaction.updateTable('sender_notes').set({ attempted: 1 }).where('id', '=', id).execute(),
      );
  }

  async failed(id: number, retryAt: number): Promise<void> {
    const failing = this.#database.updateTable('sender_notes').where('id', '=', id);
    await failing.set((row) => ({ failures: row('failures', '+', 1), not_before: retryAt })).execute();
  }

  async done(id: number): Promise<void> {
    await this.#database.updateTable('sender_notes').set({ done: 1 }).where('id', '=', id).execute();
  }
}

/** In the transaction of the change: a second report of an investigation is no second note. */
export async function wantSenderNote(
  transaction: Transaction<Tables>,
  investigation: string,
  { sender, subject, what }: Extract<Effect, { kind: 'pass-on' }>,
): Promise<void> {
  const row = { investigation, sender, subject, what };
  await transaction
    .insertInto('sender_notes')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
