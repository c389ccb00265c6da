import { sameProcess } from '../../collection/watch.ts';
import type { GoroutineTestimony, Served, TestimonyQuery } from '../../evidence/ports.ts';
import type { Database } from './database.ts';

/** The last ones of a life tell all that earlier ones do. */
const MOST_READ = 8;

/** What is kept of a runtime's words on its goroutines, of one process and the part of its life that is asked for. */
export async function testimonyOf(
  database: Database,
  { instances, range, processStart }: TestimonyQuery,
): Promise<GoroutineTestimony> {
  const rows = await database
    .selectFrom('collector_snapshots')
    .innerJoin('collector_profiles', 'collector_profiles.hash', 'collector_snapshots.profile')
    .select(['kind', 'time', 'process_start', 'bytes'])
    .where('kind', 'in', ['goroutineleak', 'goroutine-text'])
    .where('time', '>=', range.from)
    .where('time', '<=', range.to)
    .where((where) => where.or([where('pod', 'in', instances), where('instance', 'in', instances)]))
    .orderBy('time', 'desc')
    .limit(MOST_READ)
    .execute();
  const own = rows.filter((row) => sameProcess(row.process_start ?? undefined, processStart));
  return {
    leaked: own.filter(({ kind }) => kind === 'goroutineleak').map(served)[0],
    texts: own
      .filter(({ kind }) => kind === 'goroutine-text')
      .map(served)
      .reverse(),
  };
}

function served({ time, bytes }: Served): Served {
  return { time, bytes };
}
