import { sql } from 'kysely';
import { systemClock } from '../../foundation/clock.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import type { Database } from '../stores/tables.ts';

/** By how much the server's clock is ahead of this machine's: what replicas on several machines date, they date by the one. */
export async function serverAhead(database: Database): Promise<Milliseconds> {
  const asked = sql<{ at: Milliseconds }>`SELECT floor(extract(epoch FROM clock_timestamp()) * 1000) AS at`;
  const { rows } = await asked.execute(database);
  const here = systemClock.now();
  return (rows[0]?.at ?? here) - here;
}
