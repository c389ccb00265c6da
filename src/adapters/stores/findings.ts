import { sql, type Transaction } from 'kysely';
import { signatureOf } from '../../diagnosis/signature.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { EarlierFinding } from '../../investigation/state/earlier-finding.ts';
import type { Conclusion, Investigation } from '../../investigation/state/investigation.ts';
import { workloadKey } from '../../service/service.ts';
import type { Database, Tables } from './tables.ts';

/** Keeps what an investigation found as it stands now, and what people said of it; a superseded report is no finding. */
export async function keepFindings(transaction: Transaction<Tables>, investigation: Investigation): Promise<void> {
  const { id, service, conclusions, place } = investigation;
  if (service === undefined) return;
  for (const conclusion of conclusions) {
    if (conclusion.superseded !== undefined) {
      await keepRatings(transaction, id, conclusion);
      continue;
    }
    const said = { said_right: countOf(conclusion, true), said_wrong: countOf(conclusion, false) };
    await transaction
      .insertInto('findings')
      .values({
        investigation: id,
        conclusion: conclusion.key,
        workload: workloadKey(service.workload),
        signature: signatureOf(conclusion.finding) ?? null,
        kind: conclusion.finding.kind,
        title: conclusion.finding.title,
        concluded_at: conclusion.at,
        channel: place.channel,
        ts: place.adopted?.ts ?? null,
        ...said,
      })
      .onConflict((conflict) => conflict.columns(['investigation', 'conclusion']).doUpdateSet(said))
      .execute();
  }
}

/** What people said of a superseded report counts as before; by its path it is found no longer. */
async function keepRatings(transaction: Transaction<Tables>, investigation: string, conclusion: Conclusion) {
  if ((conclusion.ratings ?? []).length === 0) {
    const unrated = transaction.deleteFrom('findings').where('investigation', '=', investigation);
    await unrated.where('conclusion', '=', conclusion.key).execute();
    return;
  }
  const rated = transaction.updateTable('findings').set({ signature: null }).where('investigation', '=', investigation);
  await rated.where('conclusion', '=', conclusion.key).execute();
}

function countOf({ ratings = [] }: Conclusion, right: boolean): number {
  return ratings.filter((rating) => rating.right === right).length;
}

/** The latest finding of the same path in the workload's earlier investigations. */
export async function earlierFinding(
  database: Database,
  wanted: { readonly workload: string; readonly signature: string; readonly notOf: string },
): Promise<EarlierFinding | undefined> {
  const same = database
    .selectFrom('findings')
    .leftJoin('outbox', (join) =>
      join.onRef('outbox.investigation', '=', 'findings.investigation').on('outbox.slot', '=', 'root'),
    )
    .where('workload', '=', wanted.workload)
    .where('signature', '=', wanted.signature)
    .where('findings.investigation', '!=', wanted.notOf);
  const latest = await same
    .select(['findings.investigation', 'title', 'concluded_at', 'findings.channel', 'findings.ts', 'outbox.ts as root'])
    .orderBy('concluded_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (latest === undefined) return undefined;
  const { times } = await same
    .select(sql<number>`COUNT(DISTINCT findings.investigation)`.as('times'))
    .executeTakeFirstOrThrow();
  const { investigation, title, concluded_at: at, channel } = latest;
  return { investigation, title, at, channel, ts: latest.ts ?? latest.root ?? undefined, times: Number(times) };
}

/** Writes down where the threads stand whose investigations are about to go, for links from later ones. */
export async function keepThreads(transaction: Transaction<Tables>, before: Instant): Promise<void> {
  const going = transaction.selectFrom('investigations').select('id').where('updated_at', '<', before);
  await transaction
    .updateTable('findings')
    .set({
      ts: sql<
        string | null
      >`(SELECT ts FROM outbox WHERE outbox.investigation = findings.investigation AND slot = 'root')`,
    })
    .where('ts', 'is', null)
    .where('investigation', 'in', going)
    .execute();
}

/** How often people said that a conclusion was right, or wrong, by kind of finding. */
export async function ratingsByKind(database: Database) {
  const sums = database
    .selectFrom('findings')
    .select(({ fn }) => ['kind', fn.sum<number>('said_right').as('right'), fn.sum<number>('said_wrong').as('wrong')]);
  return (await sums.groupBy('kind').execute()).map((row) => ({
    ...row,
    right: Number(row.right),
    wrong: Number(row.wrong),
  }));
}

/** How many findings of each kind are kept. */
export async function findingsByKind(database: Database) {
  const counts = database.selectFrom('findings').select(({ fn }) => ['kind', fn.countAll<number>().as('count')]);
  return (await counts.groupBy('kind').execute()).map(({ kind, count }) => ({ kind, count: Number(count) }));
}
