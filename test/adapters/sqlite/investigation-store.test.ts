import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { sqliteInvestigationStore } from '../../../src/adapters/sqlite/investigation-store.ts';
import { sqliteOutboxStore } from '../../../src/adapters/sqlite/outbox-store.ts';
import type { Alert } from '../../../src/alert/alert.ts';
import { ConflictError } from '../../../src/foundation/errors.ts';
import { workloadKey } from '../../../src/service/service.ts';
import { aService, NOON, Story } from '../../support/investigations.ts';

let database: Database;
beforeEach(async () => {
  database = await openDatabase(':memory:');
});
afterEach(() => database.destroy());

function anAlert(changes: Partial<Alert> = {}): Alert {
  return {
    source: 'alertmanager',
    fingerprint: 'f1',
    kind: 'oom-kill',
    status: 'firing',
    name: 'KubeContainerOOMKilled',
    subject: { workload: aService().workload, pod: 'x2x', missing: [] },
    startsAt: NOON,
    labels: {},
    ...changes,
  };
}

describe('alerts', () => {
  test('a repeat is dropped, a resolution is news, and what was taken up waits no more', async () => {
    const store = sqliteInvestigationStore(database);
    expect(await store.receive([anAlert(), anAlert()], NOON)).toBe(1);
    expect(await store.receive([anAlert(), anAlert({ status: 'resolved' })], NOON)).toBe(1);
    const waiting = await store.waitingAlerts();
    expect(waiting.map(({ alert }) => alert.status)).toEqual(['firing', 'resolved']);
    await store.save({ ...new Story().last, alert: waiting[0]?.id });
    expect((await store.waitingAlerts()).map(({ alert }) => alert.status)).toEqual(['resolved']);
  });
});

describe('investigations', () => {
  test('come back as they were stored, by id, by workload, and while unfinished', async () => {
    const store = sqliteInvestigationStore(database);
    const story = new Story();
    await store.save(story.last);
    expect(await store.load('inv-1')).toEqual(story.investigation);
    expect((await store.newestOf(workloadKey(aService().workload)))?.id).toBe('inv-1');
    expect((await store.unfinished()).map((each) => each.id)).toEqual(['inv-1']);
    await store.save(story.observe().last);
    expect(await store.unfinished()).toEqual([]);
    expect(await store.newestOf(workloadKey(aService({ cluster: 'eu-2' }).workload))).toBeUndefined();
  });

  test('a change that does not follow the stored version is refused whole', async () => {
    const store = sqliteInvestigationStore(database);
    const story = new Story();
    await store.save(story.last);
    const [one, other] = [story.observe().last, story.last];
    await store.save(one);
    await expect(store.save(other)).rejects.toThrow(ConflictError);
    expect(await sqliteOutboxStore(database).pending()).toHaveLength(4);
  });
});

describe('the outbox', () => {
  test('keeps one parcel a slot, wants the newest state, and forgets what was sent until it changes', async () => {
    const store = sqliteInvestigationStore(database);
    const outbox = sqliteOutboxStore(database);
    const story = new Story();
    await store.save(story.last);
    for (const parcel of await outbox.pending()) {
      await outbox.sent(parcel.id, { version: parcel.wanted, channel: 'C0ALERTS', ts: `1.${parcel.id}` });
    }
    expect(await outbox.pending()).toEqual([]);
    await store.save(story.observe().last);
    expect((await outbox.pending()).map(({ slot, wanted, sent }) => [slot, wanted, sent])).toEqual([
      ['status', 2, 1],
      ['step/rss-growing.1', 2, 0],
    ]);
    expect(await outbox.slotOf('C0ALERTS', '1.1')).toEqual({ investigation: 'inv-1', slot: 'root' });
  });

  test('an event is seen for the first time once', async () => {
    const outbox = sqliteOutboxStore(database);
    expect([await outbox.firstSight('Ev1', NOON), await outbox.firstSight('Ev1', NOON)]).toEqual([true, false]);
  });
});

test('a picture drawn again is uploaded again', async () => {
  const store = sqliteInvestigationStore(database);
  const outbox = sqliteOutboxStore(database);
  await store.save(new Story().last);
  await store.savePicture('inv-1', 'inv-1/rss', new Uint8Array([1]));
  await outbox.uploading('inv-1/rss', 'F1');
  expect(await outbox.fileOf('inv-1/rss')).toBe('F1');
  await store.savePicture('inv-1', 'inv-1/rss', new Uint8Array([2]));
  expect(await outbox.fileOf('inv-1/rss')).toBeUndefined();
  expect(await store.loadPicture('inv-1/rss')).toEqual(Buffer.from([2]));
});
