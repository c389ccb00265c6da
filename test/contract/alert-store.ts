import { describe, expect, test } from 'vitest';
import { anOomKill } from '../support/bot.ts';
import { NOON, Story } from '../support/investigations.ts';
import type { OpenStores } from './opened-stores.ts';

/** What any store of alerts must do, so that none is lost and none is taken up twice. */
export function alertStoreContract(name: string, open: OpenStores): void {
  describe(`${name} as a store of alerts`, () => {
    test('a repeat is dropped, a resolution is news, a second start is news', async () => {
      await using held = await open();
      const alerts = held.investigations;
      expect(await alerts.receive([anOomKill(), anOomKill()], NOON)).toBe(1);
      const [resolved, later] = [anOomKill({ status: 'resolved' }), anOomKill({ startsAt: anOomKill().startsAt + 1 })];
      expect(await alerts.receive([anOomKill(), resolved, later], NOON)).toBe(2);
    });

    test('those that wait come back as they were received, oldest first', async () => {
      await using held = await open();
      const alerts = held.investigations;
      const sent = ['c', 'a', 'b'].map((fingerprint) => anOomKill({ fingerprint }));
      await alerts.receive(sent.slice(0, 1), NOON);
      await alerts.receive(sent.slice(1), NOON + 1);
      const waiting = await alerts.waitingAlerts();
      expect(waiting.map(({ alert }) => alert)).toEqual(sent);
      expect(waiting.map(({ receivedAt }) => receivedAt)).toEqual([NOON, NOON + 1, NOON + 1]);
    });

    test('what fired last with a fingerprint is known after it was taken up', async () => {
      await using held = await open();
      const alerts = held.investigations;
      const again = anOomKill({ startsAt: anOomKill().startsAt + 1, summary: 'again' });
      await alerts.receive([anOomKill(), again, anOomKill({ status: 'resolved' })], NOON);
      await alerts.dismissAlerts((await alerts.waitingAlerts()).map(({ id }) => id));
      expect(await alerts.lastFired(again.fingerprint)).toEqual(again);
      expect(await alerts.lastFired('another')).toBeUndefined();
    });

    test('what was taken up with a change, or dismissed, waits no more and is no news', async () => {
      await using held = await open();
      const alerts = held.investigations;
      await alerts.receive(
        ['a', 'b', 'c'].map((fingerprint) => anOomKill({ fingerprint })),
        NOON,
      );
      const [a, b] = await alerts.waitingAlerts();
      expect((await alerts.waitingIds()).slice(0, 2)).toEqual([a?.id, b?.id]);
      await held.investigations.save({ ...new Story().last, alerts: [a?.id ?? 0] });
      await alerts.dismissAlerts([b?.id ?? 0]);
      expect((await alerts.waitingAlerts()).map(({ alert }) => alert.fingerprint)).toEqual(['c']);
      expect(await alerts.waitingIds()).toEqual((await alerts.waitingAlerts()).map(({ id }) => id));
      expect(await alerts.receive([anOomKill({ fingerprint: 'a' })], NOON)).toBe(0);
    });

    test('what a sender posted and what it called are found by themselves, with the investigation that took them', async () => {
      await using held = await open();
      const alerts = held.investigations;
      const post = { channel: 'C0TEAM', ts: '1.2', values: [], text: '' };
      const [called, posted] = [anOomKill(), anOomKill({ fingerprint: 'posted', post })];
      await alerts.receive([called], NOON);
      await alerts.receive([posted, anOomKill({ fingerprint: 'posted', post, status: 'resolved' })], NOON + 1);
      const [first, second] = await alerts.waitingAlerts();
      const { last } = new Story();
      await alerts.save({ ...last, alerts: [second?.id ?? 0] });
      await alerts.dismissAlerts([first?.id ?? 0]);
      const recent = (wanted: boolean, since: number) =>
        alerts.recentAlerts({ source: 'alertmanager', posted: wanted, since });
      expect(await recent(true, NOON)).toEqual([
        { alert: posted, receivedAt: NOON + 1, takenBy: last.investigation.id },
      ]);
      expect(await recent(false, NOON)).toEqual([{ alert: called, receivedAt: NOON, takenBy: undefined }]);
      expect(await recent(false, NOON + 1)).toEqual([]);
      expect(await alerts.takerOf('posted')).toBe(last.investigation.id);
      expect(await alerts.takerOf(called.fingerprint)).toBeUndefined();
    });

    test('whether a sender posts, and calls, is known from what it did', async () => {
      await using held = await open();
      const alerts = held.investigations;
      const { source } = anOomKill();
      await alerts.receive([anOomKill()], NOON);
      expect([await alerts.hasCalled(source), await alerts.hasCalled('grafana')]).toEqual([true, false]);
      expect([await alerts.hasPosted(source), await alerts.hasPosted('grafana')]).toEqual([false, false]);
      const post = { channel: 'C0TEAM', ts: '1.2', values: [], text: '' };
      await alerts.receive([anOomKill({ fingerprint: 'posted', post })], NOON);
      // A message about something else is no alert that is kept.
      await alerts.noteSender('grafana', NOON);
      await alerts.noteSender('grafana', NOON + 1);
      const posted = await Promise.all([source, 'grafana', 'datadog'].map((sender) => alerts.hasPosted(sender)));
      expect(posted).toEqual([true, true, false]);
    });

    test('a change that is refused leaves its alert waiting', async () => {
      await using held = await open();
      await held.investigations.receive([anOomKill()], NOON);
      const [waiting] = await held.investigations.waitingAlerts();
      const { last } = new Story().observe();
      await expect(held.investigations.save({ ...last, alerts: [waiting?.id ?? 0] })).rejects.toThrow();
      expect(await held.investigations.waitingAlerts()).toHaveLength(1);
    });
  });
}
