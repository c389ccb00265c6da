import { setImmediate } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { Alert } from '../../alert/alert.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { ReceivedAlert } from '../../investigation/store.ts';
import type { Database, Tables } from './database.ts';

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

/** Also in the transaction of what the alerts changed. */
export async function takeUpAlerts(transaction: Transaction<Tables>, ids: readonly number[]): Promise<void> {
  for (let from = 0; from < ids.length; from += IN_A_TURN) {
    const some = ids.slice(from, from + IN_A_TURN);
    await transaction.updateTable('alerts').set({ taken_up: 1 }).where('id', 'in', some).execute();
  }
}
