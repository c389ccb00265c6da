import type { Transaction } from 'kysely';
import type { Announcement } from '../../investigation/silence/announcement.ts';
import type { HeldBack } from '../../investigation/silence/held-back.ts';
import { type Mute, muteKey } from '../../investigation/silence/mute.ts';
import type {
  AnnouncementStore,
  EndedMute,
  SilenceStore,
  WaitingAnnouncement,
} from '../../investigation/silence/store.ts';
import { takeUpAlerts } from './alerts.ts';
import type { Database, Tables } from './tables.ts';

/** Mutes and what they and quiet hours held back, in SQLite: a row each. */
export class SqlSilenceStore implements SilenceStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async mute(mute: Mute): Promise<void> {
    const muted = { since: mute.since, body: JSON.stringify(mute) };
    const kept = this.#database.insertInto('mutes').values({ key: muteKey(mute.workload), ...muted });
    await kept.onConflict((conflict) => conflict.column('key').doUpdateSet(muted)).execute();
  }

  async mutes(): Promise<readonly Mute[]> {
    const rows = await this.#database.selectFrom('mutes').select('body').orderBy('since').orderBy('key').execute();
    return rows.map(({ body }) => JSON.parse(body) as Mute);
  }

  async hold(held: HeldBack, alerts: readonly number[]): Promise<void> {
    const { key, why, firstAt } = held;
    await this.#database.transaction().execute(async (transaction) => {
      const row = { first_at: firstAt, body: JSON.stringify(held) };
      const kept = transaction.insertInto('held_back').values({ key, why, ...row });
      await kept.onConflict((conflict) => conflict.columns(['key', 'why']).doUpdateSet(row)).execute();
      await takeUpAlerts(transaction, alerts, null);
    });
  }

  async heldBack(): Promise<readonly HeldBack[]> {
    const all = this.#database.selectFrom('held_back').select('body').orderBy('first_at').orderBy('key');
    return (await all.execute()).map(({ body }) => JSON.parse(body) as HeldBack);
  }

  async heldBackOf({ key, why }: Parameters<SilenceStore['heldBackOf']>[0]): Promise<HeldBack | undefined> {
    const own = this.#database.selectFrom('held_back').select('body').where('key', '=', key).where('why', '=', why);
    const row = await own.executeTakeFirst();
    return row && (JSON.parse(row.body) as HeldBack);
  }

  async end({ mutes, heldBack, announcements, ended = [] }: Parameters<SilenceStore['end']>[0]): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (const key of mutes) await transaction.deleteFrom('mutes').where('key', '=', key).execute();
      for (const held of heldBack) await releaseHeldBack(transaction, held);
      for (const announcement of announcements) {
        const row = { body: JSON.stringify(announcement), attempted_at: null };
        await transaction.insertInto('announcements').values(row).execute();
      }
      for (const each of ended) {
        const end = { ended_at: each.at, body: JSON.stringify(each) };
        const kept = transaction.insertInto('ended_mutes').values({ key: muteKey(each.mute.workload), ...end });
        await kept.onConflict((conflict) => conflict.column('key').doUpdateSet(end)).execute();
      }
    });
  }

  async endedAt(moment: number): Promise<readonly EndedMute[]> {
    const ended = this.#database.selectFrom('ended_mutes').select('body').where('ended_at', '=', moment).orderBy('key');
    return (await ended.execute()).map(({ body }) => JSON.parse(body) as EndedMute);
  }
}

/** Also in the transaction of the investigation that takes them in. */
export async function releaseHeldBack(
  transaction: Transaction<Tables>,
  { key, why }: Pick<HeldBack, 'key' | 'why'>,
): Promise<void> {
  await transaction.deleteFrom('held_back').where('key', '=', key).where('why', '=', why).execute();
}

/** Announcements in SQLite: a row stays until its message stands. */
export class SqlAnnouncementStore implements AnnouncementStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async waiting(): Promise<readonly WaitingAnnouncement[]> {
    const rows = await this.#database.selectFrom('announcements').selectAll().orderBy('id').execute();
    return rows.map(({ id, body, attempted_at, failures }) => ({
      id,
      announcement: JSON.parse(body) as Announcement,
      attemptedAt: attempted_at,
      failures,
    }));
  }

  async attempting(id: number, at: number): Promise<void> {
    // The first try counts: a message may stand in the channel since then.
    await this.#database
      .transaction()
      .execute((transaction) =>
        transaction
          .updateTable('announcements')
          .set({ attempted_at: at })
          .where('id', '=', id)
          .where('attempted_at', 'is', null)
          .execute(),
      );
  }

  async refused(id: number): Promise<void> {
    await this.#row(id).set({ attempted_at: null }).execute();
  }

  async failed(id: number): Promise<void> {
    await this.#row(id)
      .set((row) => ({ failures: row('failures', '+', 1) }))
      .execute();
  }

  async done(id: number): Promise<void> {
    await this.#database.deleteFrom('announcements').where('id', '=', id).execute();
  }

  #row(id: number) {
    return this.#database.updateTable('announcements').where('id', '=', id);
  }
}
