import { describe, expect, test } from 'vitest';
import type { Parcel } from '../../src/investigation/outbox.ts';
import { NOON, Story } from '../support/investigations.ts';
import type { OpenedStores, OpenStores } from './opened-stores.ts';

const CHANNEL = 'C0ALERTS';

/** What any outbox must do, so that every message is posted once and shows the newest state. */
export function outboxStoreContract(name: string, open: OpenStores): void {
  async function opened(): Promise<OpenedStores & { first: () => Promise<Parcel> }> {
    const held = await open();
    await held.investigations.save(new Story().last);
    return {
      ...held,
      first: async () => {
        const [parcel] = await held.outbox.pending();
        if (parcel === undefined) throw new Error('nothing is pending');
        return parcel;
      },
    };
  }

  describe(`${name} as an outbox`, () => {
    test('keeps one parcel a slot, wants the newest state, and forgets what was sent until it changes', async () => {
      await using held = await open();
      const { investigations, outbox } = held;
      const story = new Story();
      await investigations.save(story.last);
      for (const parcel of await outbox.pending()) {
        await outbox.sent(parcel.id, { version: parcel.wanted, channel: CHANNEL, ts: `1.${parcel.id}` });
      }
      expect(await outbox.pending()).toEqual([]);
      await investigations.save(story.observe().last);
      await investigations.save(story.answer('rss-growing.1', 'yes').last);
      await investigations.save(story.observe().last);
      expect((await outbox.pending()).map(({ slot, wanted, sent }) => [slot, wanted, sent])).toEqual([
        ['status', 4, 1],
        ['step/goroutines-growing.1', 4, 0],
      ]);
    });

    test('what was sent is known by its slot and by its message', async () => {
      await using held = await opened();
      const { id, investigation, slot } = await held.first();
      expect(await held.outbox.sentAs(investigation, slot)).toBeUndefined();
      await held.outbox.sent(id, { version: 1, channel: CHANNEL, ts: '1.5' });
      expect(await held.outbox.sentAs(investigation, slot)).toBe('1.5');
      expect(await held.outbox.slotOf(CHANNEL, '1.5')).toEqual({ investigation, slot });
      expect(await held.outbox.slotOf('C0OTHER', '1.5')).toBeUndefined();
    });

    test('an older version that was sent leaves the newer one pending', async () => {
      await using held = await opened();
      const story = new Story();
      const status = (await held.outbox.pending()).find(({ slot }) => slot === 'status');
      await held.investigations.save(story.observe().last);
      await held.outbox.sent(status?.id ?? 0, { version: 1, channel: CHANNEL, ts: '1.5' });
      expect((await held.outbox.pending()).find(({ slot }) => slot === 'status')).toMatchObject({
        wanted: 2,
        sent: 1,
        ts: '1.5',
      });
    });

    test('a message that is not whole yet stays pending, as a change of what stands', async () => {
      await using held = await opened();
      const { id, investigation, slot } = await held.first();
      await held.outbox.attempting(id, NOON);
      await held.outbox.posted(id, { channel: CHANNEL, ts: '1.5' });
      expect(await held.first()).toMatchObject({ slot, ts: '1.5', attemptedAt: null, sent: 0 });
      expect(await held.outbox.sentAs(investigation, slot)).toBe('1.5');
      await held.outbox.sent(id, { version: 1, channel: CHANNEL, ts: '1.5' });
      expect((await held.outbox.pending()).map((parcel) => parcel.slot)).not.toContain(slot);
    });

    test('of a post whose answer is not known the first try counts; a refusal takes it back', async () => {
      await using held = await opened();
      const { id } = await held.first();
      await held.outbox.attempting(id, NOON);
      await held.outbox.attempting(id, NOON + 1);
      expect((await held.first()).attemptedAt).toBe(NOON);
      await held.outbox.refused(id);
      expect((await held.first()).attemptedAt).toBeNull();
    });

    test('a failure counts and waits, a postponement only waits, sending clears both', async () => {
      await using held = await opened();
      const { id } = await held.first();
      await held.outbox.failed(id, NOON + 1);
      await held.outbox.failed(id, NOON + 2);
      expect(await held.first()).toMatchObject({ failures: 2, notBefore: NOON + 2 });
      await held.outbox.postponed(id, NOON + 3);
      expect(await held.first()).toMatchObject({ failures: 2, notBefore: NOON + 3 });
      await held.outbox.sharing(id, ['F1', 'F2']);
      expect((await held.first()).files).toEqual(['F1', 'F2']);
      await held.outbox.sent(id, { version: 0, channel: CHANNEL, ts: '1.5' });
      expect(await held.first()).toMatchObject({ failures: 0, notBefore: 0, files: [], attemptedAt: null });
    });

    test('openings are named in a digest, which is to be changed whenever one of them is posted', async () => {
      await using held = await open();
      const { investigations, outbox } = held;
      for (const id of ['one', 'two', 'three']) await investigations.save(new Story({ id }).last);
      const roots = (await outbox.pending()).filter(({ slot }) => slot === 'root');
      const [first, ...rest] = roots.map(({ id }) => id);
      const digest = await outbox.gather({ investigation: 'two', slot: 'digest/node a' }, rest);
      expect((await outbox.pending()).filter((parcel) => parcel.digest === digest).map(({ id }) => id)).toEqual(rest);
      const wanted = async () => (await outbox.pending()).find(({ id }) => id === digest);
      const begun = await wanted();
      expect(begun).toMatchObject({ investigation: 'two', slot: 'digest/node a', ts: null, digest: null });
      await outbox.sent(digest, { version: begun?.wanted ?? 0, channel: CHANNEL, ts: '9.1' });
      expect(await wanted()).toBeUndefined();
      expect(await outbox.gather(digest, [first ?? 0])).toBe(digest);
      expect((await wanted())?.ts).toBe('9.1');
      await outbox.sent(digest, { version: (await wanted())?.wanted ?? 0, channel: CHANNEL, ts: '9.1' });
      await outbox.sent(first ?? 0, { version: 1, channel: CHANNEL, ts: '9.2' });
      expect(await wanted()).toBeDefined();
      expect(await outbox.namedIn(digest)).toEqual([
        { investigation: 'one', ts: '9.2' },
        { investigation: 'two', ts: null },
        { investigation: 'three', ts: null },
      ]);
    });

    test('what was given up is pending again when it changes', async () => {
      await using held = await open();
      const story = new Story();
      await held.investigations.save(story.last);
      for (const { id } of await held.outbox.pending()) await held.outbox.giveUp(id, 'refused');
      expect(await held.outbox.pending()).toEqual([]);
      await held.investigations.save(story.observe().last);
      expect((await held.outbox.pending()).map(({ slot }) => slot)).toContain('status');
    });

    test('a picture drawn again is uploaded again', async () => {
      await using held = await opened();
      await held.investigations.savePicture('inv-1', 'inv-1/rss', Uint8Array.of(1));
      await held.outbox.uploading('inv-1/rss', 'F1');
      expect(await held.outbox.fileOf('inv-1/rss')).toBe('F1');
      await held.investigations.savePicture('inv-1', 'inv-1/rss', Uint8Array.of(2));
      expect(await held.outbox.fileOf('inv-1/rss')).toBeUndefined();
    });
  });
}
