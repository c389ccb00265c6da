import { describe, expect, test } from 'vitest';
import type { Announcement } from '../../src/investigation/silence/announcement.ts';
import { type HeldBack, holding } from '../../src/investigation/silence/held-back.ts';
import { type Mute, muteKey } from '../../src/investigation/silence/mute.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { anOomKill } from '../support/bot.ts';
import { aService, DANA, NOON, Story } from '../support/investigations.ts';
import type { OpenStores } from './opened-stores.ts';

const { workload } = aService();
const aMute = (changes: Partial<Mute> = {}): Mute => ({ workload, by: DANA, since: NOON, ...changes });

function heldBack(changes: Partial<HeldBack> = {}): HeldBack {
  const { fingerprint, name, kind, startsAt } = anOomKill();
  const subject = { why: 'mute', rule: name, service: aService(), channel: 'C0ALERTS' } as const;
  const news = [{ kind: 'fired', alert: { fingerprint, name, kind, startsAt } }] as const;
  const held = holding(undefined, subject, { news, at: NOON });
  if (held === undefined) throw new Error('nothing is held back');
  return { ...held, ...changes };
}

const AN_ANNOUNCEMENT: Announcement = { channel: 'C0ALERTS', why: 'mute', workloads: [] };
const NOTHING = { mutes: [], heldBack: [], announcements: [] };

/** What any store of silences must do, so that no alert is lost in one and none is named twice. */
export function silenceStoreContract(name: string, open: OpenStores): void {
  describe(`${name} as a store of silences`, () => {
    test('a mute comes back as it was said; a second one of the same workload takes its place', async () => {
      await using held = await open();
      const other = aMute({ workload: { name: 'orders' }, since: NOON - HOUR, until: NOON + HOUR });
      await held.silence.mute(aMute());
      await held.silence.mute(other);
      await held.silence.mute(aMute({ since: NOON + 1, until: NOON + HOUR }));
      expect(await held.silence.mutes()).toEqual([other, aMute({ since: NOON + 1, until: NOON + HOUR })]);
    });

    test('what is held back takes the place of what was before, and its alerts wait no more', async () => {
      await using held = await open();
      await held.investigations.receive([anOomKill()], NOON);
      const [waiting] = await held.investigations.waitingAlerts();
      await held.silence.hold(heldBack(), [waiting?.id ?? 0]);
      await held.silence.hold(heldBack({ fired: 2 }), []);
      await held.silence.hold(heldBack({ why: 'quiet-hours' }), []);
      expect(await held.silence.heldBack()).toEqual(
        expect.arrayContaining([heldBack({ fired: 2 }), heldBack({ why: 'quiet-hours' })]),
      );
      expect(await held.silence.heldBack()).toHaveLength(2);
      const { key } = heldBack();
      expect(await held.silence.heldBackOf({ key, why: 'mute' })).toEqual(heldBack({ fired: 2 }));
      expect(await held.silence.heldBackOf({ key: 'another', why: 'mute' })).toBeUndefined();
      expect(await held.investigations.waitingAlerts()).toEqual([]);
      expect(await held.investigations.receive([anOomKill()], NOON)).toBe(0);
    });

    test('what is over is deleted, and what is to be said of it waits', async () => {
      await using held = await open();
      await held.silence.mute(aMute());
      await held.silence.hold(heldBack(), []);
      await held.silence.hold(heldBack({ why: 'quiet-hours' }), []);
      const over = { mutes: [muteKey(workload)], heldBack: [heldBack()], announcements: [AN_ANNOUNCEMENT] };
      await held.silence.end(over);
      expect(await held.silence.mutes()).toEqual([]);
      expect(await held.silence.heldBack()).toEqual([heldBack({ why: 'quiet-hours' })]);
      const [waiting] = await held.announcements.waiting();
      expect(waiting).toMatchObject({ announcement: AN_ANNOUNCEMENT, attemptedAt: null, failures: 0 });
    });

    test('what someone ended is found by its moment, of each workload the last', async () => {
      await using held = await open();
      const ended = (at: number, name = 'orders') =>
        ({ mute: aMute({ workload: { name } }), heldBack: [], by: DANA, at }) as const;
      await held.silence.mute(ended(NOON).mute);
      await held.silence.end({ ...NOTHING, mutes: [muteKey({ name: 'orders' })], ended: [ended(NOON)] });
      expect(await held.silence.mutes()).toEqual([]);
      expect(await held.silence.endedAt(NOON)).toEqual([ended(NOON)]);
      await held.silence.end({ ...NOTHING, ended: [ended(NOON + 1), ended(NOON + 1, 'carts')] });
      expect(await held.silence.endedAt(NOON)).toEqual([]);
      expect(await held.silence.endedAt(NOON + 1)).toEqual([ended(NOON + 1, 'carts'), ended(NOON + 1)]);
      await held.investigations.forget({ before: NOON + 2, findingsBefore: NOON });
      expect(await held.silence.endedAt(NOON + 1)).toEqual([]);
    });

    test('what an investigation takes in is held back no more', async () => {
      await using held = await open();
      await held.silence.hold(heldBack(), []);
      await held.investigations.save({ ...new Story().last, heldBack: heldBack() });
      expect(await held.silence.heldBack()).toEqual([]);
    });

    test('an investigation that is refused takes nothing in', async () => {
      await using held = await open();
      await held.silence.hold(heldBack(), []);
      const { last } = new Story().observe();
      await expect(held.investigations.save({ ...last, heldBack: heldBack() })).rejects.toThrow();
      expect(await held.silence.heldBack()).toHaveLength(1);
    });

    test('an announcement remembers its first try and its failures, until it is done', async () => {
      await using held = await open();
      await held.silence.end({ ...NOTHING, announcements: [AN_ANNOUNCEMENT, AN_ANNOUNCEMENT] });
      const [first, second] = await held.announcements.waiting();
      const id = first?.id ?? 0;
      await held.announcements.attempting(id, NOON);
      await held.announcements.attempting(id, NOON + 1);
      await held.announcements.failed(id);
      expect((await held.announcements.waiting())[0]).toMatchObject({ id, attemptedAt: NOON, failures: 1 });
      await held.announcements.refused(id);
      expect((await held.announcements.waiting())[0]).toMatchObject({ id, attemptedAt: null });
      await held.announcements.done(id);
      expect((await held.announcements.waiting()).map((each) => each.id)).toEqual([second?.id]);
    });

    test('the number of an announcement is never used again', async () => {
      await using held = await open();
      await held.silence.end({ ...NOTHING, announcements: [AN_ANNOUNCEMENT] });
      const [first] = await held.announcements.waiting();
      await held.announcements.done(first?.id ?? 0);
      await held.silence.end({ ...NOTHING, announcements: [AN_ANNOUNCEMENT] });
      expect((await held.announcements.waiting())[0]?.id).toBeGreaterThan(first?.id ?? 0);
    });
  });
}
