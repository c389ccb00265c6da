import { describe, expect, test } from 'vitest';
import { ConflictError } from '../../src/foundation/errors.ts';
import { workloadKey } from '../../src/service/service.ts';
import { aService, NOON, Story } from '../support/investigations.ts';
import type { OpenStores } from './opened-stores.ts';

/** What any store of investigations must do with their states and pictures; findings and alerts have suites of their own. */
export function investigationStoreContract(name: string, open: OpenStores): void {
  const workload = workloadKey(aService().workload);

  describe(`${name} as a store of investigations`, () => {
    test('they come back as they were stored, by id, by workload, and while unfinished', async () => {
      await using held = await open();
      const { investigations } = held;
      const story = new Story();
      await investigations.save(story.last);
      expect(await investigations.load('inv-1')).toEqual(story.investigation);
      expect((await investigations.newestOf(workload))?.id).toBe('inv-1');
      expect((await investigations.unfinished()).map((each) => each.id)).toEqual(['inv-1']);
      await investigations.save(story.observe().last);
      expect(await investigations.unfinished()).toEqual([]);
      expect(await investigations.newestOf(workloadKey(aService({ cluster: 'eu-2' }).workload))).toBeUndefined();
      expect(await investigations.load('inv-2')).toBeUndefined();
    });

    test('the newest of a workload is the one opened last, also of those without a service', async () => {
      await using held = await open();
      const { investigations } = held;
      for (const [id, at] of [
        ['b', NOON + 1],
        ['c', NOON + 2],
        ['a', NOON],
      ] as const) {
        await investigations.save(new Story({ id, at }).last);
        const subject = { unknown: { labels: {}, missing: [] } };
        await investigations.save(new Story({ id: `${id}-unknown`, at, subject }).last);
      }
      expect((await investigations.newestOf(workload))?.id).toBe('c');
      expect((await investigations.newestOf(null))?.id).toBe('c-unknown');
    });

    test('those that run are neither concluded nor cancelled, the newest first', async () => {
      await using held = await open();
      const { investigations } = held;
      for (const [id, at] of [
        ['old', NOON],
        ['new', NOON + 1],
        ['over', NOON + 2],
      ] as const) {
        await investigations.save(new Story({ id, at }).last);
      }
      const over = await investigations.load('over');
      if (over === undefined) throw new Error('not stored');
      await investigations.save({ investigation: { ...over, version: 2, status: 'cancelled' }, effects: [] });
      expect((await investigations.running()).map(({ id }) => id)).toEqual(['new', 'old']);
    });

    test('they are counted by state', async () => {
      await using held = await open();
      const { investigations } = held;
      expect(await investigations.census()).toEqual({ investigations: [], findings: [] });
      for (const id of ['one', 'two']) await investigations.save(new Story({ id }).last);
      const subject = { unknown: { labels: {}, missing: [] } };
      await investigations.save(new Story({ id: 'unknown', subject }).last);
      const counted = (await investigations.census()).investigations.map(({ status, count }) => `${count} ${status}`);
      expect(counted.sort()).toEqual(['1 needs-service', '2 asking']);
    });

    test('a change that does not follow the stored version is refused whole', async () => {
      await using held = await open();
      const { investigations, outbox } = held;
      const story = new Story();
      await investigations.save(story.last);
      const [one, other] = [story.observe().last, story.last];
      await investigations.save(one);
      const before = await outbox.pending();
      await expect(investigations.save(other)).rejects.toThrow(ConflictError);
      expect(await outbox.pending()).toEqual(before);
      expect(await investigations.load('inv-1')).toEqual(one.investigation);
    });

    test('of two changes at once one is stored, the other is a conflict', async () => {
      await using held = await open();
      const { investigations } = held;
      const story = new Story();
      await investigations.save(story.last);
      const { last } = story.observe();
      const results = await Promise.allSettled([investigations.save(last), investigations.save(last)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('a picture comes back as its bytes; drawn again it is the new one', async () => {
      await using held = await open();
      const { investigations } = held;
      await investigations.save(new Story().last);
      await investigations.savePicture('inv-1', 'inv-1/rss', Uint8Array.of(1));
      await investigations.savePicture('inv-1', 'inv-1/rss', Uint8Array.of(2));
      expect([...((await investigations.loadPicture('inv-1/rss')) ?? [])]).toEqual([2]);
      expect(await investigations.loadPicture('inv-1/heap')).toBeUndefined();
    });
  });
}
