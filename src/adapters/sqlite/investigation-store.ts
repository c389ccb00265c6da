import type { Transaction } from 'kysely';
import type { Alert } from '../../alert/alert.ts';
import { ConflictError } from '../../foundation/errors.ts';
import { awaitsDeploy } from '../../investigation/state/awaiting.ts';
import { runningCapture } from '../../investigation/state/captures.ts';
import type { Effect } from '../../investigation/state/effect.ts';
import { currentSteps, type Investigation } from '../../investigation/state/investigation.ts';
import type { Change, InvestigationStore } from '../../investigation/store.ts';
import { workloadKey } from '../../service/service.ts';
import type { Database, Tables } from './database.ts';
import { earlierFinding, keepFindings, ratingsByKind } from './findings.ts';
import { forgetOldInvestigations } from './housekeeping.ts';

/** Investigations in SQLite. Each call is one transaction, so a kill at any moment leaves a whole state. */
export function sqliteInvestigationStore(database: Database): InvestigationStore {
  return {
    receive: (alerts, at) => receive(database, alerts, at),
    save: (change) => database.transaction().execute((transaction) => save(transaction, change)),

    async waitingAlerts() {
      const rows = await database.selectFrom('alerts').selectAll().where('taken_up', '=', 0).orderBy('id').execute();
      return rows.map((row) => ({ id: row.id, alert: JSON.parse(row.body) as Alert, receivedAt: row.received_at }));
    },

    async dismissAlert(id) {
      await database.updateTable('alerts').set({ taken_up: 1 }).where('id', '=', id).execute();
    },

    async load(id) {
      const row = await database.selectFrom('investigations').select('state').where('id', '=', id).executeTakeFirst();
      return row && parse(row.state);
    },

    async newestOf(workload) {
      const newest = database.selectFrom('investigations').select('state').where('workload', 'is', workload);
      const row = await newest.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst();
      return row && parse(row.state);
    },

    async unfinished() {
      const open = database.selectFrom('investigations').select('state').where('unfinished', '=', 1);
      const rows = await open.orderBy('opened_at').execute();
      return rows.map((row) => parse(row.state));
    },

    async awaitingDeploy() {
      const waiting = database.selectFrom('investigations').select('state').where('awaits_deploy', '=', 1);
      const rows = await waiting.orderBy('opened_at').execute();
      return rows.map((row) => parse(row.state));
    },

    earlierFinding: (wanted) => earlierFinding(database, wanted),

    ratings: () => ratingsByKind(database),
    forget: (times) => forgetOldInvestigations(database, times),

    async savePicture(investigation, key, png) {
      const picture = { key, investigation, png, file_id: null };
      // The same step observed again gets a new drawing, and with it a new upload.
      const replaced = { png, file_id: null };
      await database
        .insertInto('pictures')
        .values(picture)
        .onConflict((c) => c.column('key').doUpdateSet(replaced))
        .execute();
    },

    async loadPicture(key) {
      const row = await database.selectFrom('pictures').select('png').where('key', '=', key).executeTakeFirst();
      return row?.png;
    },
  };
}

async function receive(database: Database, alerts: readonly Alert[], at: number): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    let added = 0;
    for (const alert of alerts) {
      const result = await transaction
        .insertInto('alerts')
        .values({
          fingerprint: alert.fingerprint,
          starts_at: alert.startsAt,
          status: alert.status,
          body: JSON.stringify(alert),
          received_at: at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      added += Number(result.numInsertedOrUpdatedRows ?? 0);
    }
    return added;
  });
}

async function save(transaction: Transaction<Tables>, change: Change): Promise<void> {
  const { investigation } = change;
  const row = {
    workload: investigation.service === undefined ? null : workloadKey(investigation.service.workload),
    status: investigation.status,
    version: investigation.version,
    updated_at: investigation.updatedAt,
    unfinished: isUnfinished(investigation) ? (1 as const) : (0 as const),
    awaits_deploy: awaitsDeploy(investigation, investigation.updatedAt) === undefined ? (0 as const) : (1 as const),
    state: JSON.stringify(investigation),
  };
  if (investigation.version === 1) {
    const opened = { id: investigation.id, opened_at: investigation.openedAt, ...row };
    await transaction.insertInto('investigations').values(opened).execute();
  } else {
    const result = await transaction
      .updateTable('investigations')
      .set(row)
      .where('id', '=', investigation.id)
      .where('version', '=', investigation.version - 1)
      .executeTakeFirst();
    if (result.numUpdatedRows !== 1n) {
      throw new ConflictError(`investigation ${investigation.id} is no longer at version ${investigation.version - 1}`);
    }
  }
  await keepFindings(transaction, investigation);
  for (const effect of change.effects) await want(transaction, investigation, effect);
  if (change.alert !== undefined) {
    await transaction.updateTable('alerts').set({ taken_up: 1 }).where('id', '=', change.alert).execute();
  }
}

async function want(transaction: Transaction<Tables>, investigation: Investigation, effect: Effect): Promise<void> {
  if (effect.kind !== 'show' && effect.kind !== 'react') return;
  const slot = effect.kind === 'show' ? effect.slot : `react/${effect.name}`;
  const wanted = investigation.version;
  await transaction
    .insertInto('outbox')
    .values({
      investigation: investigation.id,
      slot,
      wanted,
      channel: null,
      ts: null,
      attempted_at: null,
      given_up: null,
      files: null,
    })
    .onConflict((conflict) =>
      // What Slack refused before may be sayable now.
      conflict.columns(['investigation', 'slot']).doUpdateSet({ wanted, not_before: 0, given_up: null }),
    )
    .execute();
}

function isUnfinished(investigation: Investigation): boolean {
  if (runningCapture(investigation) !== undefined) return true;
  if (investigation.status === 'cancelled') return false;
  return (
    investigation.status === 'concluding' || currentSteps(investigation).some((step) => step.status === 'observing')
  );
}

function parse(state: string): Investigation {
  return JSON.parse(state) as Investigation;
}
