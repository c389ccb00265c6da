import { webApi } from '@slack/bolt';
import { expect, onTestFinished, test } from 'vitest';
import { openStores } from '../../../src/commands/stores.ts';
import type { Investigation } from '../../../src/investigation/state/investigation.ts';
import type { SlotMeaning } from '../../../src/investigation/state/slot.ts';
import type { ComposedMessage } from '../../../src/slack/blocks/message.ts';
import { Courier } from '../../../src/slack/courier/courier.ts';
import { anIncidentAlert, NOON, Story } from '../../support/investigations.ts';

const unexpected = () => {
  throw new Error('not expected here');
};

/** A courier over a store in memory whose Slack notes what is posted, and whose time passes from alarm to alarm. */
async function aCourier(
  parts: {
    compose?: (investigation: Investigation, slot: SlotMeaning) => Promise<ComposedMessage | undefined>;
    upload?: () => Promise<never>;
  } = {},
) {
  const time = { passed: 0, now: () => NOON + time.passed, elapsed: () => time.passed };
  const stores = await openStores(':memory:', time);
  onTestFinished(() => stores.close());
  const posted: { readonly slot: string; readonly at: number }[] = [];
  let ring: (() => void) | undefined;
  let due = 0;
  const client = {
    chat: {
      postMessage: ({ metadata }: { metadata: { event_payload: { investigation: string; slot: string } } }) => {
        const { investigation, slot } = metadata.event_payload;
        posted.push({ slot: `${investigation} ${slot}`, at: time.passed });
        return Promise.resolve({ ok: true, ts: `${posted.length}.0` });
      },
      update: () => Promise.resolve({ ok: true }),
    },
    reactions: { add: () => Promise.resolve({ ok: true }), remove: () => Promise.resolve({ ok: true }) },
    files: { getUploadURLExternal: parts.upload ?? unexpected },
  } as unknown as webApi.WebClient;
  const courier = new Courier({
    client,
    outbox: stores.outbox,
    store: stores.investigations,
    clock: time,
    alarm: (at, callback) => {
      [due, ring] = [at, callback];
      return () => {
        ring = undefined;
      };
    },
    compose: parts.compose ?? (() => Promise.resolve({ text: 'text', blocks: [] })),
    filesOf: () => Promise.resolve([]),
    threadGone: unexpected,
    log: { warn: () => undefined, error: unexpected },
  });
  return {
    stores,
    posted,
    /** Delivers until nothing is left, or this time is over. */
    async deliver(ms = Number.POSITIVE_INFINITY): Promise<void> {
      courier.wake();
      for (;;) {
        await courier.idle();
        const alarm = ring;
        if (alarm === undefined || due - NOON > ms) return;
        ring = undefined;
        time.passed = Math.max(time.passed, due - NOON);
        alarm();
      }
    },
  };
}

test('in a storm every opening is posted before any follow-up, the worst workload first, one a second', async () => {
  const { stores, posted, deliver } = await aCourier();
  const kills = [1, 3, 2];
  for (const [index, count] of kills.entries()) {
    const story = new Story({ id: `inv-${index}` });
    const alerts = Array.from({ length: count }, (_, i) => anIncidentAlert({ fingerprint: `${index}-${i}` }));
    const { investigation, effects } = story.last;
    await stores.investigations.save({ effects, investigation: { ...investigation, alerts } });
  }
  await deliver();
  expect(posted.slice(0, 3).map(({ slot, at }) => [slot, at])).toEqual([
    ['inv-1 root', 0],
    ['inv-2 root', 1000],
    ['inv-0 root', 2000],
  ]);
  expect(posted.slice(3).map(({ slot }) => slot)).not.toContainEqual(expect.stringContaining('root'));
  const gaps = posted.slice(1).map(({ at }, i) => at - (posted[i]?.at ?? 0));
  expect(Math.min(...gaps)).toBe(1000);
});

test('a picture that Slack limits keeps back its own message, not the channel', async () => {
  const limited = new webApi.WebAPIRateLimitedError(30);
  const { stores, posted, deliver } = await aCourier({
    upload: () => Promise.reject(limited),
    compose: (investigation, slot) => {
      const picture = { key: 'a-picture', fileName: 'a.png', title: 'a', alt: 'a' };
      const withPicture = investigation.id === 'pictured' && slot.kind === 'root';
      return Promise.resolve({ text: 'text', blocks: withPicture ? [{ type: 'leakbot-picture', picture }] : [] });
    },
  });
  for (const id of ['pictured', 'plain']) await stores.investigations.save(new Story({ id }).last);
  await stores.investigations.savePicture('pictured', 'a-picture', Uint8Array.of(1));
  await deliver(20_000);
  expect(posted[0]).toEqual({ slot: 'plain root', at: 0 });
  expect(posted.length).toBeGreaterThan(1);
  expect(posted.map(({ slot }) => slot)).not.toContainEqual(expect.stringContaining('pictured'));
});
