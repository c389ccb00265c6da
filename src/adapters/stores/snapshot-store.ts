import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { sql, type Transaction } from 'kysely';
import type {
  FoundProfile,
  FoundTestimony,
  NewSnapshot,
  OfProcess,
  SnapshotStore,
  SnapshotTotals,
  StoredSnapshot,
} from '../../collection/snapshot-store.ts';
import { SerialQueue } from '../../foundation/serial-queue.ts';
import { isGzip } from '../../profile/import/gunzip.ts';
import type { ProfileKind } from '../../profile/kind.ts';
import { inBatches } from './in-batches.ts';
import type { Database, Tables } from './tables.ts';
import { testimonyOf } from './testimony.ts';

const compress = promisify(gzip);

/** Snapshots deleted in one transaction: of the largest profiles some hundred MiB become free pages. */
const A_BATCH = 32;

/** Snapshots in SQLite: equal profiles are kept once. */
export class SqlSnapshotStore implements SnapshotStore {
  readonly #database: Database;
  readonly #reads = new SerialQueue();

  constructor(database: Database) {
    this.#database = database;
  }

  async addSnapshot(snapshot: NewSnapshot): Promise<number> {
    const { profile } = snapshot;
    const hash = createHash('sha256').update(profile).digest('hex');
    const bytes = isGzip(profile) ? profile : await compress(profile);
    return this.#database.transaction().execute(async (transaction) => {
      const kept = transaction.insertInto('collector_profiles').values({ hash, bytes });
      await kept.onConflict((conflict) => conflict.doNothing()).execute();
      return addRow(transaction, snapshot, hash);
    });
  }

  async find({ kind, instances, range }: OfProcess & { readonly kind: ProfileKind }): Promise<readonly FoundProfile[]> {
    const rows = await this.#database
      .selectFrom('collector_snapshots')
      .select(['id', 'pod', 'time', 'process_start'])
      .where('kind', '=', kind)
      .where('time', '>=', range.from)
      .where('time', '<=', range.to)
      .where((where) => where.or([where('pod', 'in', instances), where('instance', 'in', instances)]))
      .orderBy('time')
      .execute();
    return rows.map(({ process_start, ...row }) => ({ ...row, processStart: process_start ?? undefined }));
  }

  testimony(query: OfProcess): Promise<readonly FoundTestimony[]> {
    return testimonyOf(this.#database, query);
  }

  /**
   * One after the other, with a turn of the event loop between: a large profile takes this thread some 20 ms to read,
   * and a click that arrives between two of them is acknowledged between them.
   */
  read(id: number): Promise<Uint8Array | undefined> {
    return this.#reads.run(async () => {
      // An id that people wrote and that is no number.
      if (!Number.isSafeInteger(id)) return undefined;
      await turn();
      const row = await this.#joined().select('bytes').where('id', '=', id).executeTakeFirst();
      return row?.bytes;
    });
  }

  async all(): Promise<readonly StoredSnapshot[]> {
    const rows = await this.#joined()
      .select(['id', 'instance', 'kind', 'time', 'process_start'])
      .select((select) => select.fn<number>('length', ['collector_profiles.bytes']).as('bytes'))
      .orderBy('time')
      .execute();
    return rows.map(({ process_start, ...row }) => ({ ...row, processStart: process_start ?? undefined }));
  }

  async totals(): Promise<SnapshotTotals> {
    const snapshots = this.#database
      .selectFrom('collector_snapshots')
      .select(({ fn }) => ['kind', fn.countAll<number>().as('count')]);
    const counts = (await snapshots.groupBy('kind').execute()).map(({ kind, count }) => ({
      kind,
      count: Number(count),
    }));
    // The length of a blob stands in its row: none is read for it.
    const sum = sql<number>`coalesce(sum(length(bytes)), 0)`.as('bytes');
    const { bytes } = await this.#database.selectFrom('collector_profiles').select(sum).executeTakeFirstOrThrow();
    return { counts, bytes };
  }

  async delete(ids: readonly number[]): Promise<void> {
    const left = [...ids];
    await inBatches(this.#database, async (transaction) => {
      const some = left.splice(0, A_BATCH);
      await deleteSome(transaction, some);
      return some.length;
    });
  }

  #joined() {
    return this.#database
      .selectFrom('collector_snapshots')
      .innerJoin('collector_profiles', 'collector_profiles.hash', 'collector_snapshots.profile');
  }
}

async function addRow(transaction: Transaction<Tables>, snapshot: NewSnapshot, hash: string): Promise<number> {
  const { instance, pod, kind, time, processStart, forced } = snapshot;
  const { id } = await transaction
    .insertInto('collector_snapshots')
    .values({
      instance,
      pod: pod ?? instance,
      kind,
      time,
      process_start: processStart ?? null,
      forced: forced === true ? 1 : 0,
      profile: hash,
    })
    .onConflict((conflict) => conflict.columns(['instance', 'kind', 'time']).doUpdateSet({ profile: hash }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Deletes snapshots, and the profiles that no other snapshot needs. */
async function deleteSome(transaction: Transaction<Tables>, ids: readonly number[]): Promise<void> {
  const gone = await transaction
    .deleteFrom('collector_snapshots')
    .where('id', 'in', ids)
    .returning('profile')
    .execute();
  const hashes = gone.map(({ profile }) => profile);
  await transaction
    .deleteFrom('collector_profiles')
    .where('hash', 'in', hashes)
    .where('hash', 'not in', (query) => query.selectFrom('collector_snapshots').select('profile'))
    .execute();
}
