import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { SnapshotStore } from '../../collection/snapshot-store.ts';
import type { Database } from './database.ts';
import { inBatches } from './in-batches.ts';
import { testimonyOf } from './testimony.ts';

const compress = promisify(gzip);

/** Snapshots deleted in one transaction: of the largest profiles some hundred MiB become free pages. */
const A_BATCH = 32;

/** Snapshots in SQLite: equal profiles are kept once. */
export function sqliteSnapshotStore(database: Database): SnapshotStore {
  return {
    async addSnapshot({ instance, pod, kind, time, processStart, forced, profile }) {
      const hash = createHash('sha256').update(profile).digest('hex');
      const bytes = isGzip(profile) ? profile : await compress(profile);
      return database.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('collector_profiles')
          .values({ hash, bytes })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
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
      });
    },

    async find({ kind, instances, range }) {
      const rows = await database
        .selectFrom('collector_snapshots')
        .select(['id', 'pod', 'time', 'process_start'])
        .where('kind', '=', kind)
        .where('time', '>=', range.from)
        .where('time', '<=', range.to)
        .where((where) => where.or([where('pod', 'in', instances), where('instance', 'in', instances)]))
        .orderBy('time')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        pod: row.pod,
        time: row.time,
        processStart: row.process_start ?? undefined,
      }));
    },

    testimony: (query) => testimonyOf(database, query),

    read: inTurns(async (id: number) => {
      const row = await database
        .selectFrom('collector_snapshots')
        .innerJoin('collector_profiles', 'collector_profiles.hash', 'collector_snapshots.profile')
        .select('collector_profiles.bytes')
        .where('collector_snapshots.id', '=', id)
        .executeTakeFirst();
      return row?.bytes;
    }),

    async all() {
      const rows = await database
        .selectFrom('collector_snapshots')
        .innerJoin('collector_profiles', 'collector_profiles.hash', 'collector_snapshots.profile')
        .select(['id', 'instance', 'kind', 'time', 'process_start'])
        .select((select) => select.fn<number>('length', ['collector_profiles.bytes']).as('bytes'))
        .orderBy('time')
        .execute();
      return rows.map(({ process_start, ...row }) => ({ ...row, processStart: process_start ?? undefined }));
    },

    async delete(ids) {
      const left = [...ids];
      await inBatches(database, async (transaction) => {
        const some = left.splice(0, A_BATCH);
        const gone = await transaction
          .deleteFrom('collector_snapshots')
          .where('id', 'in', some)
          .returning('profile')
          .execute();
        await transaction
          .deleteFrom('collector_profiles')
          .where(
            'hash',
            'in',
            gone.map(({ profile }) => profile),
          )
          .where('hash', 'not in', (query) => query.selectFrom('collector_snapshots').select('profile'))
          .execute();
        return some.length;
      });
    },
  };
}

/**
 * One after the other, with a turn of the event loop between: a large profile takes this thread some 20 ms to read, and
 * a click that arrives between two of them is acknowledged between them.
 */
function inTurns<Argument, Result>(
  task: (argument: Argument) => Promise<Result>,
): (argument: Argument) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (argument) => {
    const result = last.then(() => turn()).then(() => task(argument));
    last = result.catch(() => undefined);
    return result;
  };
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
