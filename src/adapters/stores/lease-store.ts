import type { HeldLease, LeaseClaim, LeaseStore } from '../../investigation/lease.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import type { Database } from './tables.ts';

const NAME = 'bot';

/** The lease: one row, taken or renewed by one statement, so that two who wait cannot both get it. */
export class SqlLeaseStore implements LeaseStore {
  readonly #database: Database;
  readonly #ahead: () => Promise<Milliseconds>;

  /** `ahead` says by how much the clock of the database is ahead of this machine's. */
  constructor(database: Database, ahead: () => Promise<Milliseconds> = () => Promise.resolve(0)) {
    this.#database = database;
    this.#ahead = ahead;
  }

  ahead(): Promise<Milliseconds> {
    return this.#ahead();
  }

  async claim({ holder, now, expires, dead }: LeaseClaim): Promise<HeldLease> {
    const lease = { name: NAME, holder, expires_at: expires };
    await this.#database
      .insertInto('lease')
      .values(lease)
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet(lease)
          .where((row) =>
            row.or([
              row('lease.holder', '=', holder),
              row('lease.expires_at', '<=', now),
              ...(dead === undefined
                ? []
                : [row.and([row('lease.holder', '=', dead.holder), row('lease.expires_at', '=', dead.expires)])]),
            ]),
          ),
      )
      .execute();
    const held = this.#database.selectFrom('lease').select(['holder', 'expires_at as expires']);
    return (await held.where('name', '=', NAME).executeTakeFirst()) ?? { holder: '', expires: now };
  }

  async release(holder: string): Promise<void> {
    await this.#database.deleteFrom('lease').where('holder', '=', holder).execute();
  }
}
