import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { forgetOldInvestigations } from '../../../src/adapters/sqlite/housekeeping.ts';
import { sqliteInvestigationStore } from '../../../src/adapters/sqlite/investigation-store.ts';
import { sqliteOutboxStore } from '../../../src/adapters/sqlite/outbox-store.ts';
import { KEPT, keepHouse } from '../../../src/investigation/housekeeping.ts';
import { DAY } from '../../../src/measurement/duration.ts';
import { anOomKill } from '../../support/bot.ts';
import { fastTime } from '../../support/fast-time.ts';
import { NOON, Story } from '../../support/investigations.ts';

let database: Database;
beforeEach(async () => {
  database = await openDatabase(':memory:');
});
afterEach(() => database.destroy());

test('what is old goes, with its pictures and messages; what is new, or waits to be taken up, stays', async () => {
  const store = sqliteInvestigationStore(database);
  const outbox = sqliteOutboxStore(database);
  await store.receive([anOomKill({ fingerprint: 'taken' }), anOomKill({ fingerprint: 'waiting' })], NOON);
  const [taken] = await store.waitingAlerts();
  await store.save({ ...new Story({ id: 'old' }).last, alert: taken?.id });
  await store.savePicture('old', 'old/1', new Uint8Array([1]));
  await store.save(new Story({ id: 'new', at: NOON + DAY }).last);
  await store.savePicture('new', 'new/1', new Uint8Array([1]));
  await outbox.firstSight('Ev1', NOON);

  expect(await forgetOldInvestigations(database, { before: NOON + 1, findingsBefore: 0 })).toBe(1);

  expect(await store.load('old')).toBeUndefined();
  expect(await store.loadPicture('old/1')).toBeUndefined();
  expect(await store.loadPicture('new/1')).toBeDefined();
  expect(new Set((await outbox.pending()).map((parcel) => parcel.investigation))).toEqual(new Set(['new']));
  expect((await store.waitingAlerts()).map(({ alert }) => alert.fingerprint)).toEqual(['waiting']);
  expect(await database.selectFrom('alerts').select('id').execute()).toHaveLength(1);
  expect(await outbox.firstSight('Ev1', NOON)).toBe(true);
});

test('the house is kept at the start and once a day, and a fault is reported and does not end it', async () => {
  const time = fastTime({ start: NOON, startedAt: Date.now(), speed: 1 });
  const asked: number[] = [];
  const faults: string[] = [];
  const house = keepHouse({
    clock: time,
    alarm: time.alarm,
    forget: ({ before }) => {
      asked.push(Math.round((before - (NOON - KEPT)) / DAY));
      return Promise.reject(new Error('the disk is full'));
    },
    report: (problem) => void faults.push(problem),
  });
  for (const day of [1, 2]) {
    time.skip(DAY);
    while (asked.length <= day) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  house.stop();
  time.skip(DAY);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(asked).toEqual([0, 1, 2]);
  expect(faults).toHaveLength(3);
});
