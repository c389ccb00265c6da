import type { Transaction } from 'kysely';
import type { GestureStore, WaitingGesture } from '../../investigation/gestures.ts';
import type { Database, Tables } from './database.ts';

/** Gestures in SQLite: a row each; the body stays until the gesture is done, the key until it is forgotten. */
export class SqliteGestureStore implements GestureStore {
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

  async waiting(): Promise<readonly WaitingGesture[]> {
    const waiting = this.#database.selectFrom('slack_events').select(['id', 'seen_at', 'body']);
    const rows = await waiting.where('body', 'is not', null).orderBy('seen_at').orderBy('rowid').execute();
    return rows.map((row) => ({ key: row.id, body: JSON.parse(row.body ?? '') as unknown, receivedAt: row.seen_at }));
  }

  done(key: string): Promise<void> {
    return finishGesture(this.#database, key);
  }
}

/** Also in the transaction of what the gesture changed. */
export async function finishGesture(database: Database | Transaction<Tables>, key: string): Promise<void> {
  await database.updateTable('slack_events').set({ body: null }).where('id', '=', key).execute();
}
