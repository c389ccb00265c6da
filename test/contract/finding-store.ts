import { describe, expect, test } from 'vitest';
import { signatureOf } from '../../src/diagnosis/signature.ts';
import type { Conclusion, Investigation } from '../../src/investigation/state/investigation.ts';
import { DAY } from '../../src/measurement/duration.ts';
import { workloadKey } from '../../src/service/service.ts';
import { anOomKill } from '../support/bot.ts';
import { aService, DANA, NOON, Story } from '../support/investigations.ts';
import type { OpenedStores, OpenStores } from './opened-stores.ts';

const frames = [{ function: 'cache.Put', file: '/build/cache/cache.go', line: 88 }];
const paths = [{ frames, below: [], base: 0, current: 1, delta: 1, share: 1 }];
const signature = signatureOf({ kind: 'heap-leak', paths }) ?? '';
const workload = workloadKey(aService().workload);

function aConclusion(at: number, changes: Partial<Conclusion> = {}): Conclusion {
  const words = { title: 'Heap leak in cache.Put', confidence: 0.9, evidence: [], advice: [], proof: '' };
  return { key: '1', finding: { ...words, kind: 'heap-leak', paths }, links: {}, gaps: [], at, ...changes };
}

/** What any store of investigations must remember of their findings, also when the investigations are gone. */
export function findingStoreContract(name: string, open: OpenStores): void {
  async function opened() {
    const held = await open();
    const { investigations, outbox } = held;
    return {
      ...held,
      earlier: (notOf: string, wanted = workload) =>
        investigations.earlierFinding({ workload: wanted, signature, notOf }),
      found: (id: string, at: number, changes: Partial<Conclusion> = {}) =>
        found({ investigations, outbox }, { id, at, changes }),
    };
  }

  describe(`${name} as a store of findings`, () => {
    test('a path is found again by its workload, the latest first, with where its thread stands', async () => {
      await using held = await opened();
      await held.found('may', NOON);
      await held.found('august', NOON + DAY);
      expect(await held.earlier('now')).toEqual({
        investigation: 'august',
        title: 'Heap leak in cache.Put',
        at: NOON + DAY,
        channel: 'C0ALERTS',
        ts: 'ts of august',
        times: 2,
      });
      expect(await held.earlier('august')).toMatchObject({ investigation: 'may', times: 1 });
      expect(await held.earlier('now', workloadKey(aService({ cluster: 'eu-2' }).workload))).toBeUndefined();
    });

    test('it is remembered, with its thread, long after the investigation and its pictures are gone', async () => {
      await using held = await opened();
      await held.found('may', NOON);
      const before = NOON + 40 * DAY;
      expect(await held.investigations.forget({ before, findingsBefore: NOON - DAY })).toBe(1);
      expect(await held.earlier('now')).toMatchObject({ investigation: 'may', ts: 'ts of may' });
      await held.investigations.forget({ before, findingsBefore: NOON + 1 });
      expect(await held.earlier('now')).toBeUndefined();
    });

    test('what was concluded is listed, what changed last first, and ten of many', async () => {
      await using held = await opened();
      for (let day = 0; day < 12; day += 1) await held.found(`day ${day}`, NOON + day * DAY);
      const { investigations } = held;
      await investigations.save(new Story({ id: 'runs', at: NOON + 20 * DAY }).last);
      const listed = (await investigations.recentlyConcluded()).map(({ id }) => id);
      expect(listed).toEqual(Array.from({ length: 10 }, (_, day) => `day ${11 - day}`));
      const first = await investigations.load('day 0');
      if (first === undefined) throw new Error('day 0 is gone');
      const changed = { ...first, version: 2, updatedAt: NOON + 30 * DAY };
      await investigations.save({ investigation: changed, effects: [] });
      expect((await investigations.recentlyConcluded())[0]?.id).toBe('day 0');
    });

    test('a report that was superseded is no longer a finding', async () => {
      await using held = await opened();
      const investigation = await held.found('may', NOON);
      const superseded = { because: 'a changed answer', by: DANA, at: NOON };
      const conclusions = [aConclusion(NOON, { superseded })];
      await held.investigations.save({ investigation: { ...investigation, version: 2, conclusions }, effects: [] });
      expect(await held.earlier('now')).toBeUndefined();
    });

    test('what people said of a report counts after it was superseded', async () => {
      await using held = await opened();
      const ratings = [{ right: false, by: DANA, at: NOON }];
      const rated = await held.found('may', NOON, { ratings });
      const superseded = { because: 'a changed answer', by: DANA, at: NOON };
      const conclusions = [aConclusion(NOON, { ratings, superseded })];
      await held.investigations.save({ investigation: { ...rated, version: 2, conclusions }, effects: [] });
      expect(await held.investigations.ratings()).toEqual([{ kind: 'heap-leak', right: 0, wrong: 1 }]);
      expect(await held.earlier('now')).toBeUndefined();
    });

    test('what people said is counted by kind', async () => {
      await using held = await opened();
      const say = (id: string, right: boolean) => ({ right, by: { id }, at: NOON });
      await held.found('may', NOON, { ratings: [say('U0DANA', true), say('U0SAM', false)] });
      await held.found('august', NOON, { ratings: [say('U0DANA', true)] });
      expect(await held.investigations.ratings()).toEqual([{ kind: 'heap-leak', right: 2, wrong: 1 }]);
    });

    test('findings are counted by kind', async () => {
      await using held = await opened();
      await held.found('may', NOON);
      await held.found('august', NOON);
      expect((await held.investigations.census()).findings).toEqual([{ kind: 'heap-leak', count: 2 }]);
    });

    test('what waits for a deploy is found after a restart, and no longer once it is settled', async () => {
      await using held = await opened();
      const baseline = { quantity: 'live-heap', perHour: 1, shownIn: 1, revision: '4f2c1a9' } as const;
      const waiting = await held.found('may', NOON, { baseline });
      await held.found('august', NOON);
      const { investigations } = held;
      expect((await investigations.awaitingDeploy()).map(({ id }) => id)).toEqual(['may']);
      const deploy = { time: NOON, revision: '7d1e0aa' };
      const fix = { kind: 'fixed', quantity: 'live-heap', deploy, span: 1, before: 1, at: NOON } as const;
      const conclusions = [aConclusion(NOON, { baseline, fix })];
      await investigations.save({ investigation: { ...waiting, version: 2, conclusions }, effects: [] });
      expect(await investigations.awaitingDeploy()).toEqual([]);
    });
  });

  describe(`${name} when it forgets`, () => {
    test('what is old is deleted, with its pictures and messages; what is new, or waits to be taken up, stays', async () => {
      await using held = await open();
      const { investigations, outbox, gestures } = held;
      await investigations.receive([anOomKill({ fingerprint: 'taken' }), anOomKill({ fingerprint: 'waiting' })], NOON);
      const [taken] = await investigations.waitingAlerts();
      await investigations.save({ ...new Story({ id: 'old' }).last, alerts: [taken?.id ?? 0] });
      await investigations.savePicture('old', 'old/1', Uint8Array.of(1));
      await investigations.save(new Story({ id: 'new', at: NOON + DAY }).last);
      await investigations.savePicture('new', 'new/1', Uint8Array.of(1));
      const over = { key: 'Ev1', body: {}, receivedAt: NOON };
      const waits = { ...over, key: 'Ev2' };
      await gestures.keep(over);
      await gestures.keep(waits);
      await gestures.done('Ev1');

      expect(await investigations.forget({ before: NOON + 1, findingsBefore: 0 })).toBe(1);

      expect(await investigations.load('old')).toBeUndefined();
      expect(await investigations.loadPicture('old/1')).toBeUndefined();
      expect(await investigations.loadPicture('new/1')).toBeDefined();
      expect(new Set((await outbox.pending()).map((parcel) => parcel.investigation))).toEqual(new Set(['new']));
      expect((await investigations.waitingAlerts()).map(({ alert }) => alert.fingerprint)).toEqual(['waiting']);
      expect(await investigations.receive([anOomKill({ fingerprint: 'taken' })], NOON)).toBe(1);
      expect(await gestures.keep(over)).toBe(true);
      expect(await gestures.keep(waits)).toBe(false);
    });
  });
}

/** Stores an investigation that found the path; its root was posted as `ts of <id>`. */
async function found(
  { investigations, outbox }: Pick<OpenedStores, 'investigations' | 'outbox'>,
  { id, at, changes }: { readonly id: string; readonly at: number; readonly changes: Partial<Conclusion> },
): Promise<Investigation> {
  const { investigation, effects } = new Story({ id, at }).last;
  const concluded = { ...investigation, status: 'concluded', conclusions: [aConclusion(at, changes)] } as const;
  await investigations.save({ investigation: concluded, effects });
  const root = (await outbox.pending()).find((parcel) => parcel.investigation === id && parcel.slot === 'root');
  await outbox.sent(root?.id ?? 0, { version: 1, channel: 'C0ALERTS', ts: `ts of ${id}` });
  return concluded;
}
