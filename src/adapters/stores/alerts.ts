import { setImmediate } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { Alert } from '../../alert/alert.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { ReceivedAlert, RecentAlert } from '../../investigation/store.ts';
import type { Database, Tables } from './tables.ts';

/** So many are written or read in one turn of the event loop: some milliseconds. */
const IN_A_TURN = 250;

/** So many are taken up together; the rest follows. */
const MOST_WAITING = 5_000;

/** Each batch is a transaction: a sender whose call was stored in part sends it again, and the repeats are dropped. */
export async function receiveAlerts(database: Database, alerts: readonly Alert[], at: Instant): Promise<number> {
  let added = 0;
  for (let from = 0; from < alerts.length; from += IN_A_TURN) {
    if (from > 0) await setImmediate();
    const rows = alerts.slice(from, from + IN_A_TURN).map((alert) => ({
      fingerprint: alert.fingerprint,
      starts_at: alert.startsAt,
      status: alert.status,
      body: JSON.stringify(alert),
      received_at: at,
      source: alert.source,
      name: alert.name,
      post_channel: alert.post?.channel ?? null,
      taken_by: null,
    }));
    const stored = database
      .insertInto('alerts')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing());
    added += Number((await stored.executeTakeFirst()).numInsertedOrUpdatedRows ?? 0);
  }
  return added;
}

export async function waitingAlerts(database: Database, after: number): Promise<readonly ReceivedAlert[]> {
  const all: ReceivedAlert[] = [];
  for (let last = after; ; ) {
    const waiting = database.selectFrom('alerts').selectAll().where('taken_up', '=', 0).where('id', '>', last);
    const rows = await waiting.orderBy('id').limit(IN_A_TURN).execute();
    for (const row of rows) {
      all.push({ id: row.id, alert: JSON.parse(row.body) as Alert, receivedAt: row.received_at });
      last = row.id;
    }
    if (rows.length < IN_A_TURN || all.length >= MOST_WAITING) return all;
    await setImmediate();
  }
}

export async function waitingIds(database: Database): Promise<readonly number[]> {
  const waiting = database.selectFrom('alerts').select('id').where('taken_up', '=', 0);
  return (await waiting.orderBy('id').limit(MOST_WAITING).execute()).map(({ id }) => id);
}

/** Also in the transaction of what the alerts changed. */
export async function takeUpAlerts(
  transaction: Transaction<Tables>,
  ids: readonly number[],
  takenBy: string | null,
): Promise<void> {
  for (let from = 0; from < ids.length; from += IN_A_TURN) {
    const some = ids.slice(from, from + IN_A_TURN);
    await transaction.updateTable('alerts').set({ taken_up: 1, taken_by: takenBy }).where('id', 'in', some).execute();
  }
}

/** More of one sender in a few minutes are a storm, in which the newest say enough. */
const MOST_RECENT = 200;

/** What a sender said since a moment, by message or by webhook, the newest first. */
export async function recentAlerts(
  database: Database,
  { source, posted, since }: { readonly source: string; readonly posted: boolean; readonly since: Instant },
): Promise<readonly RecentAlert[]> {
  const recent = database.selectFrom('alerts').select(['body', 'received_at', 'taken_by']);
  const rows = await recent
    .where('received_at', '>=', since)
    .where('source', '=', source)
    .where('post_channel', posted ? 'is not' : 'is', null)
    .where('status', '=', 'firing')
    .orderBy('id', 'desc')
    .limit(MOST_RECENT)
    .execute();
  return rows.map((row) => ({
    alert: JSON.parse(row.body) as Alert,
    receivedAt: row.received_at,
    takenBy: row.taken_by ?? undefined,
  }));
}

/** A message of a sender was seen. */
export async function noteSender(database: Database, source: string, at: Instant): Promise<void> {
  const noted = database.insertInto('posting_senders').values({ source, first_at: at });
  await noted.onConflict((conflict) => conflict.doNothing()).execute();
}

/** Whether a sender ever posted a message. */
export async function hasPosted(database: Database, source: string): Promise<boolean> {
  const seen = database.selectFrom('posting_senders').select('source').where('source', '=', source);
  if ((await seen.executeTakeFirst()) !== undefined) return true;
  // Stores of before senders were noted have what these posted of memory.
  const posted = database.selectFrom('alerts').select('id').where('source', '=', source);
  return (await posted.where('post_channel', 'is not', null).limit(1).executeTakeFirst()) !== undefined;
}

/** Whether a sender ever called its webhook with an alert. */
export async function hasCalled(database: Database, source: string): Promise<boolean> {
  const called = database.selectFrom('alerts').select('id').where('source', '=', source);
  return (await called.where('post_channel', 'is', null).limit(1).executeTakeFirst()) !== undefined;
}

/** The investigation that took up what last fired with a fingerprint. */
export async function takerOf(database: Database, fingerprint: string): Promise<string | undefined> {
  const taken = database.selectFrom('alerts').select('taken_by').where('fingerprint', '=', fingerprint);
  const row = await taken.where('taken_by', 'is not', null).orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row?.taken_by ?? undefined;
}
