import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { GoroutineTestimony, ProfileKind, Snapshot, SnapshotQuery, TestimonyQuery } from '../../evidence/ports.ts';
import type { TestimonyKind } from '../../evidence/snapshot.ts';
import type { Instant } from '../../foundation/clock.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import type { Bytes } from '../../measurement/bytes.ts';
import type { Database } from './database.ts';
import { inBatches } from './in-batches.ts';
import { testimonyOf } from './testimony.ts';

export interface NewSnapshot {
  /** `host:port`. */
  readonly instance: string;
  readonly pod?: string | undefined;
  readonly kind: ProfileKind | TestimonyKind;
  readonly time: Instant;
  readonly processStart?: Instant | undefined;
  /** Whether the process collected garbage for it. */
  readonly forced?: boolean | undefined;
  /** As it was served: pprof or text, gzipped or plain. */
  readonly profile: Uint8Array;
}

/** What retention needs to know of a snapshot. */
export interface StoredSnapshot {
  readonly id: number;
  readonly instance: string;
  readonly kind: ProfileKind | TestimonyKind;
  readonly time: Instant;
  readonly processStart: Instant | undefined;
  readonly bytes: Bytes;
}

/** The profiles the collector keeps. */
export interface SnapshotStore {
  /** The id of the snapshot; the same process, kind and moment again is the same snapshot. */
  addSnapshot(snapshot: NewSnapshot): Promise<string>;
  find(query: SnapshotQuery): Promise<readonly Snapshot[]>;
  /** What was served besides profiles, of the part of a process' life that is asked for. */
  testimony(query: TestimonyQuery): Promise<GoroutineTestimony>;
  /** Throws UnavailableError when retention has deleted it meanwhile. */
  read(id: string): Promise<Uint8Array>;
  /** Every snapshot, oldest first. */
  all(): Promise<readonly StoredSnapshot[]>;
  delete(ids: readonly number[]): Promise<void>;
}

/** The name under which snapshots of this store are known. */
export const COLLECTOR = 'the embedded collector';

const compress = promisify(gzip);

/** Snapshots deleted in one transaction: of the largest profiles some hundred MiB become free pages. */
const A_BATCH = 32;

export function snapshotStore(database: Database): SnapshotStore {
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
        return String(id);
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
        source: COLLECTOR,
        id: String(row.id),
        kind,
        instance: row.pod,
        time: row.time,
        processStart: row.process_start ?? undefined,
      }));
    },

    testimony: (query) => testimonyOf(database, query),

    read: inTurns(async (id: string) => {
      const row = await database
        .selectFrom('collector_snapshots')
        .innerJoin('collector_profiles', 'collector_profiles.hash', 'collector_snapshots.profile')
        .select('collector_profiles.bytes')
        .where('collector_snapshots.id', '=', Number(id))
        .executeTakeFirst();
      if (row === undefined) {
        throw new UnavailableError(`${COLLECTOR} no longer has snapshot ${id}: it was thinned out or is too old`, {
          retryable: false,
        });
      }
      return row.bytes;
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
