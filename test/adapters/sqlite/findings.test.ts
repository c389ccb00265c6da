import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { ratingsByKind } from '../../../src/adapters/sqlite/findings.ts';
import { forgetOldInvestigations } from '../../../src/adapters/sqlite/housekeeping.ts';
import { sqliteInvestigationStore } from '../../../src/adapters/sqlite/investigation-store.ts';
import { sqliteOutboxStore } from '../../../src/adapters/sqlite/outbox-store.ts';
import { signatureOf } from '../../../src/diagnosis/signature.ts';
import type { Conclusion, Investigation } from '../../../src/investigation/state/investigation.ts';
import { DAY } from '../../../src/measurement/duration.ts';
import { workloadKey } from '../../../src/service/service.ts';
import { aService, DANA, NOON, Story } from '../../support/investigations.ts';

let database: Database;
beforeEach(async () => {
  database = await openDatabase(':memory:');
});
afterEach(() => database.destroy());

const frames = [{ function: 'cache.Put', file: '/build/cache/cache.go', line: 88 }];
const paths = [{ frames, below: [], base: 0, current: 1, delta: 1, share: 1 }];
const signature = signatureOf({ kind: 'heap-leak', paths }) ?? '';
const workload = workloadKey(aService().workload);

function aConclusion(at: number, changes: Partial<Conclusion> = {}): Conclusion {
  const words = { title: 'Heap leak in cache.Put', confidence: 0.9, evidence: [], advice: [], proof: '' };
  return { key: '1', finding: { ...words, kind: 'heap-leak', paths }, links: {}, gaps: [], at, ...changes };
}

/** Stores an investigation that found the path; its root was posted where `ts` says. */
async function found(id: string, at: number, changes: Partial<Conclusion> = {}): Promise<Investigation> {
  const { investigation, effects } = new Story({ id, at }).last;
  const concluded = { ...investigation, status: 'concluded', conclusions: [aConclusion(at, changes)] } as const;
  await sqliteInvestigationStore(database).save({ investigation: concluded, effects });
  const outbox = sqliteOutboxStore(database);
  const root = (await outbox.pending()).find((parcel) => parcel.investigation === id && parcel.slot === 'root');
  await outbox.sent(root?.id ?? 0, { version: 1, channel: 'C0ALERTS', ts: `ts of ${id}` });
  return concluded;
}

const earlier = (notOf: string, wanted = workload) =>
  sqliteInvestigationStore(database).earlierFinding({ workload: wanted, signature, notOf });

test('a path is found again by its workload, the latest first, with where its thread stands', async () => {
  await found('may', NOON);
  await found('august', NOON + DAY);
  expect(await earlier('now')).toEqual({
    investigation: 'august',
    title: 'Heap leak in cache.Put',
    at: NOON + DAY,
    channel: 'C0ALERTS',
    ts: 'ts of august',
    times: 2,
  });
  expect(await earlier('august')).toMatchObject({ investigation: 'may', times: 1 });
  expect(await earlier('now', workloadKey(aService({ cluster: 'eu-2' }).workload))).toBeUndefined();
});

test('it is remembered, with its thread, long after the investigation and its pictures are gone', async () => {
  await found('may', NOON);
  expect(await forgetOldInvestigations(database, { before: NOON + 40 * DAY, findingsBefore: NOON - DAY })).toBe(1);
  expect(await earlier('now')).toMatchObject({ investigation: 'may', ts: 'ts of may' });
  await forgetOldInvestigations(database, { before: NOON + 40 * DAY, findingsBefore: NOON + 1 });
  expect(await earlier('now')).toBeUndefined();
});

test('a report that was superseded is no finding any more', async () => {
  const investigation = await found('may', NOON);
  const superseded = { because: 'a changed answer', by: DANA, at: NOON };
  const conclusions = [aConclusion(NOON, { superseded })];
  await sqliteInvestigationStore(database).save({
    investigation: { ...investigation, version: 2, conclusions },
    effects: [],
  });
  expect(await earlier('now')).toBeUndefined();
});

test('what people said is counted by kind', async () => {
  const say = (id: string, right: boolean) => ({ right, by: { id }, at: NOON });
  await found('may', NOON, { ratings: [say('U0DANA', true), say('U0SAM', false)] });
  await found('august', NOON, { ratings: [say('U0DANA', true)] });
  expect(await ratingsByKind(database)).toEqual([{ kind: 'heap-leak', right: 2, wrong: 1 }]);
});

test('what waits for a deploy is found after a restart, and no longer once it is settled', async () => {
  const baseline = { quantity: 'live-heap', perHour: 1, shownIn: 1, revision: '4f2c1a9' } as const;
  const store = sqliteInvestigationStore(database);
  const waiting = await found('may', NOON, { baseline });
  await found('august', NOON);
  expect((await store.awaitingDeploy()).map(({ id }) => id)).toEqual(['may']);
  const deploy = { time: NOON, revision: '7d1e0aa' };
  const fix = { kind: 'fixed', quantity: 'live-heap', deploy, span: 1, before: 1, at: NOON } as const;
  const conclusions = [aConclusion(NOON, { baseline, fix })];
  await store.save({ investigation: { ...waiting, version: 2, conclusions }, effects: [] });
  expect(await store.awaitingDeploy()).toEqual([]);
});
