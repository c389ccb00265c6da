import type { Transaction } from 'kysely';
import type { Alert } from '../../alert/alert.ts';
import type { Instant } from '../../foundation/clock.ts';
import { ConflictError } from '../../foundation/errors.ts';
import { awaitsDeploy } from '../../investigation/state/awaiting.ts';
import { runningCapture } from '../../investigation/state/captures.ts';
import type { Effect } from '../../investigation/state/effect.ts';
import { currentSteps, type Investigation, incidentKey } from '../../investigation/state/investigation.ts';
import type { Census, Change, InvestigationStore, ReceivedAlert } from '../../investigation/store.ts';
import {
  hasCalled,
  hasPosted,
  noteSender,
  receiveAlerts,
  recentAlerts,
  takerOf,
  takeUpAlerts,
  waitingAlerts,
  waitingIds,
} from './alerts.ts';
import { earlierFinding, findingsByKind, keepFindings, ratingsByKind } from './findings.ts';
import { finishGesture } from './gesture-store.ts';
import { forgetOldInvestigations } from './housekeeping.ts';
import { wantSenderNote } from './sender-note-store.ts';
import { releaseHeldBack } from './silence-store.ts';
import type { Database, Tables } from './tables.ts';

/** More than one message lists. */
const MOST_RUNNING = 20;

/** Concluded ones on one page: more than people look back for. */
const MOST_RECENT = 10;

/** Investigations in SQLite. Each call is one transaction, so a kill at any moment leaves a whole state. */
export class SqlInvestigationStore implements InvestigationStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  receive(alerts: readonly Alert[], at: Instant): Promise<number> {
    return receiveAlerts(this.#database, alerts, at);
  }

  waitingAlerts(after = 0): Promise<readonly ReceivedAlert[]> {
    return waitingAlerts(this.#database, after);
  }

  waitingIds(): Promise<readonly number[]> {
    return waitingIds(this.#database);
  }

  async lastFired(fingerprint: string): Promise<Alert | undefined> {
    const fired = this.#database.selectFrom('alerts').select('body').where('fingerprint', '=', fingerprint);
    const row = await fired.where('status', '=', 'firing').orderBy('id', 'desc').limit(1).executeTakeFirst();
    return row && (JSON.parse(row.body) as Alert);
  }

  dismissAlerts(ids: readonly number[]): Promise<void> {
    return this.#database.transaction().execute((transaction) => takeUpAlerts(transaction, ids, null));
  }

  recentAlerts(wanted: Parameters<InvestigationStore['recentAlerts']>[0]) {
    return recentAlerts(this.#database, wanted);
  }

  noteSender(source: string, at: Instant) {
    return noteSender(this.#database, source, at);
  }

  hasPosted(source: string) {
    return hasPosted(this.#database, source);
  }

  hasCalled(source: string) {
    return hasCalled(this.#database, source);
  }

  takerOf(fingerprint: string) {
    return takerOf(this.#database, fingerprint);
  }

  save(change: Change): Promise<void> {
    return this.#database.transaction().execute((transaction) => save(transaction, change));
  }

  async load(id: string): Promise<Investigation | undefined> {
    const row = await this.#states().where('id', '=', id).executeTakeFirst();
    return row && parse(row.state);
  }

  async newestOf(workload: string | null): Promise<Investigation | undefined> {
    const own = this.#states().where('workload', 'is not distinct from', workload);
    const row = await own.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst();
    return row && parse(row.state);
  }

  async running(): Promise<readonly Investigation[]> {
    const open = this.#states().where('status', 'not in', ['concluded', 'cancelled']);
    const rows = await open.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(MOST_RUNNING).execute();
    return rows.map((row) => parse(row.state));
  }

  async recentlyConcluded(): Promise<readonly Investigation[]> {
    const done = this.#states().where('status', '=', 'concluded');
    const rows = await done.orderBy('updated_at', 'desc').orderBy('id', 'desc').limit(MOST_RECENT).execute();
    return rows.map((row) => parse(row.state));
  }

  async unfinished(): Promise<readonly Investigation[]> {
    const rows = await this.#states().where('unfinished', '=', 1).orderBy('opened_at').execute();
    return rows.map((row) => parse(row.state));
  }

  async awaitingDeploy(): Promise<readonly Investigation[]> {
    const rows = await this.#states().where('awaits_deploy', '=', 1).orderBy('opened_at').execute();
    return rows.map((row) => parse(row.state));
  }

  earlierFinding(wanted: Parameters<InvestigationStore['earlierFinding']>[0]) {
    return earlierFinding(this.#database, wanted);
  }

  ratings() {
    return ratingsByKind(this.#database);
  }

  async census(): Promise<Census> {
    const rows = this.#database
      .selectFrom('investigations')
      .select(({ fn }) => ['status', fn.countAll<number>().as('count')]);
    const states = await rows.groupBy('status').execute();
    const investigations = states.map(({ status, count }) => ({
      status: status as Investigation['status'],
      count: Number(count),
    }));
    return { investigations, findings: await findingsByKind(this.#database) };
  }

  forget(times: Parameters<InvestigationStore['forget']>[0]): Promise<number> {
    return forgetOldInvestigations(this.#database, times);
  }

  async savePicture(investigation: string, key: string, png: Uint8Array): Promise<void> {
    // The same step observed again gets a new drawing, and with it a new upload.
    const drawn = { png, file_id: null };
    await this.#database
      .insertInto('pictures')
      .values({ key, investigation, ...drawn })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(drawn))
      .execute();
  }

  async loadPicture(key: string): Promise<Uint8Array | undefined> {
    const picture = this.#database.selectFrom('pictures').select('png').where('key', '=', key);
    return (await picture.executeTakeFirst())?.png;
  }

  #states() {
    return this.#database.selectFrom('investigations').select('state');
  }
}

async function save(transaction: Transaction<Tables>, change: Change): Promise<void> {
  const { investigation } = change;
  const row = {
    workload: incidentKey(investigation),
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
  for (const effect of change.effects) {
    if (effect.kind === 'pass-on') await wantSenderNote(transaction, investigation.id, effect);
    else await want(transaction, investigation, effect);
  }
  await takeUpAlerts(transaction, change.alerts ?? [], investigation.id);
  if (change.gesture !== undefined) await finishGesture(transaction, change.gesture);
  if (change.heldBack !== undefined) await releaseHeldBack(transaction, change.heldBack);
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
      digest: null,
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
