import type { FoundTestimony, OfProcess } from '../../collection/snapshot-store.ts';
import type { Database } from './tables.ts';

const KINDS = ['goroutineleak', 'goroutine-text'] as const;

/** The last ones of a process say everything that earlier ones do. */
const MOST_READ = 8;

/** The latest of what a runtime said of its goroutines. */
export async function testimonyOf(
  database: Database,
  { instances, range }: OfProcess,
): Promise<readonly FoundTestimony[]> {
  const rows = await database
    .selectFrom('collector_snapshots')
    .innerJoin('collector_profiles', 'collector_profiles.hash', 'collector_snapshots.profile')
    .select(['kind', 'time', 'process_start', 'bytes'])
    .where('kind', 'in', KINDS)
    .where('time', '>=', range.from)
    .where('time', '<=', range.to)
    .where((where) => where.or([where('pod', 'in', instances), where('instance', 'in', instances)]))
    .orderBy('time', 'desc')
    .limit(MOST_READ)
    .execute();
  return rows.flatMap(({ kind, time, process_start, bytes }) =>
    kind === 'goroutineleak' || kind === 'goroutine-text'
      ? [{ kind, time, processStart: process_start ?? undefined, bytes }]
      : [],
  );
}
