import { describe, expect, test } from 'vitest';
import { NOON, Story } from '../support/investigations.ts';
import type { OpenStores } from './opened-stores.ts';

const aClick = (key = 'trigger 1', receivedAt = NOON) => ({ key, body: { type: 'block_actions', key }, receivedAt });
const waitingClick = (...given: Parameters<typeof aClick>) => ({ ...aClick(...given), answering: false });

/** What any store of gestures must do, so that none is lost and none is done twice. */
export function gestureStoreContract(name: string, open: OpenStores): void {
  describe(`${name} as a store of gestures`, () => {
    test('delivered twice at once, it is kept once', async () => {
      await using held = await open();
      const kept = await Promise.all([held.gestures.keep(aClick()), held.gestures.keep(aClick())]);
      expect(kept.filter((first) => first)).toHaveLength(1);
      expect(await held.gestures.waiting()).toEqual([waitingClick()]);
    });

    test('those that wait come back as they were delivered, oldest first', async () => {
      await using held = await open();
      const sent = [aClick('c'), aClick('a'), aClick('b', NOON + 1)];
      for (const gesture of sent) await held.gestures.keep(gesture);
      expect(await held.gestures.waiting()).toEqual(sent.map((gesture) => ({ ...gesture, answering: false })));
    });

    test('what is done waits no more, and delivered again it is no news', async () => {
      await using held = await open();
      await held.gestures.keep(aClick());
      await held.gestures.done('trigger 1');
      expect(await held.gestures.waiting()).toEqual([]);
      expect(await held.gestures.keep(aClick())).toBe(false);
      expect(await held.gestures.waiting()).toEqual([]);
    });

    test('one whose answer is on its way says so, until it is known that no one saw it', async () => {
      await using held = await open();
      await held.gestures.keep(aClick());
      await held.gestures.answering('trigger 1');
      expect(await held.gestures.waiting()).toEqual([{ ...aClick(), answering: true }]);
      await held.gestures.unanswered('trigger 1');
      expect(await held.gestures.waiting()).toEqual([waitingClick()]);
    });

    test('it is done together with its effect', async () => {
      await using held = await open();
      await held.gestures.keep(aClick());
      await held.investigations.save({ ...new Story().last, gesture: 'trigger 1' });
      expect(await held.gestures.waiting()).toEqual([]);
    });

    test('an effect that is refused leaves it waiting', async () => {
      await using held = await open();
      await held.gestures.keep(aClick());
      const { last } = new Story().observe();
      await expect(held.investigations.save({ ...last, gesture: 'trigger 1' })).rejects.toThrow();
      expect(await held.gestures.waiting()).toHaveLength(1);
    });
  });
}
