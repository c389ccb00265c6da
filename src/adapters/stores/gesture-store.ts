import type { Transaction } from 'kysely';
import type { GestureStore, KeptGesture, WaitingGesture } from '../../investigation/gestures.ts';
import type { Database, Tables } from './tables.ts';

/** Gestures in SQLite: a row each; the body stays until the gesture is done, the key until it is forgotten. */
export class SqlGestureStore implements GestureStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async keep({ key, body, receivedAt }: WaitingGesture): Promise<boolean> {
    const row = { id: key, seen_at: receivedAt, body: JSON.stringify(body) };
    const kept = this.#database.insertInto('slack_events').values(row);
    const result = await kept.onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
    return result.numInsertedOrUpdatedRows === 1n;
  }

  async waiting(): Promise<readonly KeptGesture[]> {
    const waiting = this.#database.selectFrom('slack_events').select(['id', 'seen_at', 'body', 'answering']);
    const rows = await waiting.where('body', 'is not', null).orderBy('seen_at').orderBy('rowid').execute();
    return rows.map((row) => ({
      key: row.id,
      body: JSON.parse(row.body ?? '') as unknown,
      receivedAt: row.seen_at,
      answering: row.answering === 1,
    }));
  }

  async answering(key: string): Promise<void> {
    await this.#database
      .transaction()
      .execute((transaction) =>
        transaction.updateTable('slack_events').set({ answering: 1 }).where('id', '=', key).execute(),
      );
  }

  async unanswered(key: string): Promise<void> {
    await this.#database.updateTable('slack_events').set({ answering: 0 }).where('id', '=', key).execute();
  }

  done(key: string): Promise<void> {
    return finishGesture(this.#database, key);
  }
}

/** Also in the transaction of what the gesture changed. */
export async function finishGesture(database: Database | Transaction<Tables>, key: string): Promise<void> {
  await database.updateTable('slack_events').set({ body: null }).where('id', '=', key).execute();
}
