import type { Instant } from '../../foundation/clock.ts';
import { keepThreads } from './findings.ts';
import type { Database } from './tables.ts';

/** Deletes old investigations, and what was found long ago, in one transaction. */
export async function forgetOldInvestigations(
  database: Database,
  { before, findingsBefore }: { readonly before: Instant; readonly findingsBefore: Instant },
): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    await keepThreads(transaction, before);
    await transaction.deleteFrom('findings').where('concluded_at', '<', findingsBefore).execute();
    // Pictures and the outbox go with them: their tables cascade.
    const old = await transaction.deleteFrom('investigations').where('updated_at', '<', before).executeTakeFirst();
    await transaction.deleteFrom('alerts').where('received_at', '<', before).where('taken_up', '=', 1).execute();
    await transaction.deleteFrom('slack_events').where('seen_at', '<', before).where('body', 'is', null).execute();
    await transaction.deleteFrom('ended_mutes').where('ended_at', '<', before).execute();
    return Number(old.numDeletedRows);
  });
}
