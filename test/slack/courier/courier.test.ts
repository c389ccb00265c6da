import { webApi } from '@slack/bolt';
import { expect, onTestFinished, test } from 'vitest';
import { openStores } from '../../../src/commands/stores.ts';
import type { Investigation } from '../../../src/investigation/state/investigation.ts';
import type { SlotMeaning } from '../../../src/investigation/state/slot.ts';
import { HOUR } from '../../../src/measurement/duration.ts';
import type { ComposedMessage } from '../../../src/slack/blocks/message.ts';
import { Courier } from '../../../src/slack/courier/courier.ts';
import { anIncidentAlert, aService, DANA, NOON, Story } from '../../support/investigations.ts';
import { anEmptyLocation } from '../../support/test-database.ts';

const unexpected = () => {
  throw new Error('not expected here');
};

interface Sent {
  readonly blocks: readonly unknown[];
  readonly metadata: { readonly event_payload: { readonly investigation: string; readonly slot: string } };
}

/** A courier over a store in memory whose Slack notes what is posted, and whose time passes from alarm to alarm. */
async function aCourier(
  parts: {
    compose?: (investigation: Investigation, slot: SlotMeaning) => Promise<ComposedMessage | undefined>;
    fileInfo?: () => Promise<unknown>;
    /** A channel takes so many messages at once. */
    burst?: number;
    toCome?: () => Promise<ReadonlySet<number>>;
  } = {},
) {
  const time = { passed: 0, set: 0, now: () => NOON + time.set + time.passed, elapsed: () => time.passed };
  const stores = await openStores(await anEmptyLocation(), time);
  onTestFinished(() => stores.close());
  const refused: { readonly slot: string; readonly at: number }[] = [];
  /** When the messages so far are paid off, at one a second. */
  let paidOff = 0;
  /** The workloads of a digest as it was shown last. */
  const listed: string[] = [];
  const posted: { readonly slot: string; readonly at: number; readonly blocks: number }[] = [];
  const updated: {
    readonly ts: string;
    readonly at: number;
    readonly blocks: number;
    readonly text: string;
    readonly links: number;
  }[] = [];
  let ring: (() => void) | undefined;
  let due = 0;
  const client = {
    chat: {
      getPermalink: ({ message_ts }: { message_ts: string }) =>
        Promise.resolve({ ok: true, permalink: `https://slack.test/${message_ts}` }),
      postMessage: ({ metadata, blocks }: Sent) => {
        const { investigation, slot } = metadata.event_payload;
        const wait = paidOff - ((parts.burst ?? 2) - 1) * 1000 - time.passed;
        if (wait > 0) {
          refused.push({ slot: `${investigation} ${slot}`, at: time.passed });
          return Promise.reject(new webApi.WebAPIRateLimitedError(Math.ceil(wait / 1000)));
        }
        paidOff = Math.max(paidOff, time.passed) + 1000;
        if (slot.startsWith('digest/')) {
          listed.splice(0, listed.length, ...(JSON.stringify(blocks).match(/s-\d+/g) ?? []));
        }
        posted.push({ slot: `${investigation} ${slot}`, at: time.passed, blocks: blocks.length });
        return Promise.resolve({ ok: true, ts: `${posted.length}.0` });
      },
      update: ({ ts, blocks, text }: Sent & { ts: string; text: string }) => {
        const links = JSON.stringify(blocks).split('https://slack.test/').length - 1;
        updated.push({ ts, at: time.passed, blocks: blocks.length, text, links });
        return Promise.resolve({ ok: true });
      },
    },
    reactions: { add: () => Promise.resolve({ ok: true }), remove: () => Promise.resolve({ ok: true }) },
    files: { info: parts.fileInfo ?? unexpected },
  } as unknown as webApi.WebClient;
  const courier = new Courier({
    client,
    outbox: stores.outbox,
    store: stores.investigations,
    clock: time,
    alarm: (at, callback) => {
      // As a timer of the process: what counts is how long it is to wait when it is set.
      [due, ring] = [time.passed + at - time.now(), callback];
      return () => {
        ring = undefined;
      };
    },
    compose: parts.compose ?? (() => Promise.resolve({ text: 'text', blocks: [] })),
    filesOf: () => Promise.resolve([]),
    toCome: parts.toCome ?? (() => Promise.resolve(new Set<number>())),
    threadGone: unexpected,
    log: { warn: () => undefined, error: unexpected },
  });
  return {
    courier,
    stores,
    posted,
    listed,
    refused,
    updated,
    time,
    /** Delivers until nothing is left, or this time is over. */
    async deliver(ms = Number.POSITIVE_INFINITY): Promise<void> {
      courier.wake();
      for (;;) {
        await courier.idle();
        const alarm = ring;
        if (alarm === undefined || due > ms) return;
        ring = undefined;
        time.passed = Math.max(time.passed, due);
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
  // One a second, but for a first reply that may follow a root at once.
  posted.forEach(({ at }, n) => {
    expect(at).toBeGreaterThanOrEqual((n - 1) * 1000);
  });
});

const PICTURE = { key: 'a-picture', fileName: 'a.png', title: 'a', alt: 'a' };

/** The first reply of one investigation shows a picture. */
const pictured = (investigation: Investigation, slot: SlotMeaning) =>
  Promise.resolve({
    text: 'text',
    blocks:
      investigation.id === 'pictured' && slot.kind === 'status'
        ? [{ type: 'leakbot-picture' as const, picture: PICTURE }]
        : [],
  });

test('root and first reply go out together once the first question was looked at', async () => {
  const { stores, posted, deliver } = await aCourier();
  const story = new Story({ id: 'one' });
  await stores.investigations.save(story.last);
  await stores.investigations.save(story.observe().last);
  await deliver();
  expect(posted).toEqual([
    { slot: 'one root', at: 0, blocks: 0 },
    { slot: 'one status', at: 0, blocks: 0 },
  ]);
});

test('where Slack refuses the second message of a burst, it comes as soon as Slack asked, and no further burst is tried', async () => {
  const { stores, posted, refused, deliver } = await aCourier({ burst: 1 });
  const story = new Story({ id: 'one' });
  await stores.investigations.save(story.last);
  await stores.investigations.save(story.observe().last);
  await deliver();
  expect(refused).toEqual([{ slot: 'one status', at: 0 }]);
  expect(posted.map(({ slot, at }) => [slot, at])).toEqual([
    ['one root', 0],
    ['one status', 1000],
  ]);
  const next = new Story({ id: 'two' });
  await stores.investigations.save(next.last);
  await stores.investigations.save(next.observe().last);
  await deliver();
  expect(refused).toHaveLength(1);
  expect(posted.slice(2).map(({ slot, at }) => [slot, at])).toEqual([
    ['two root', 2000],
    ['two status', 3000],
  ]);
});

test('the first reply waits two seconds for evidence, and no longer', async () => {
  const { stores, posted, deliver } = await aCourier();
  await stores.investigations.save(new Story({ id: 'one' }).last);
  await deliver();
  expect(posted.map(({ slot, at }) => [slot, at])).toEqual([
    ['one root', 0],
    ['one status', 2000],
  ]);
});

test('a picture that Slack limits keeps back neither the channel nor its message: it is added in place', async () => {
  let asked = 0;
  const fileInfo = () => {
    asked += 1;
    return asked === 1
      ? Promise.reject(new webApi.WebAPIRateLimitedError(30))
      : Promise.resolve({ ok: true, file: { mimetype: 'image/png' } });
  };
  const { stores, posted, updated, deliver } = await aCourier({ fileInfo, compose: pictured });
  for (const id of ['pictured', 'plain']) {
    const story = new Story({ id });
    await stores.investigations.save(story.last);
    await stores.investigations.save(story.observe().last);
  }
  await stores.investigations.savePicture('pictured', PICTURE.key, Uint8Array.of(1));
  await stores.outbox.uploading(PICTURE.key, 'F1');
  await deliver();
  expect(posted.map(({ slot, at, blocks }) => `${slot} ${at} ${blocks}`)).toEqual([
    'pictured root 0 0',
    'plain root 1000 0',
    'pictured status 2000 0',
    'plain status 2000 0',
  ]);
  expect(updated).toEqual([expect.objectContaining({ ts: '3.0', at: 30_000, blocks: 1 })]);
});

test('a storm of one namespace: the worst five open alone, the rest in one message that links to their threads as they come', async () => {
  const { stores, posted, updated, deliver } = await aCourier();
  for (let n = 0; n < 30; n += 1) {
    const story = new Story({ id: `inv-${n}`, subject: { service: aService({ name: `service-${n}` }) } });
    const alerts = Array.from({ length: n + 1 }, (_, i) => anIncidentAlert({ fingerprint: `${n}-${i}` }));
    const { investigation, effects } = story.last;
    await stores.investigations.save({ effects, investigation: { ...investigation, alerts } });
  }
  await deliver();
  const slots = posted.map(({ slot }) => slot);
  expect(slots.slice(0, 6)).toEqual([
    ...[29, 28, 27, 26, 25].map((n) => `inv-${n} root`),
    'inv-24 digest/namespace prod in eu-1',
  ]);
  expect(new Set(slots).size).toBe(61);
  const digest = updated.filter(({ ts }) => ts === '6.0');
  expect(digest.at(-1)?.text).toContain('25 more workloads');
  expect(digest.at(-1)?.links).toBe(25);
  const times = digest.map(({ at }) => at);
  times.slice(1).forEach((at, n) => {
    expect(at - (times[n] ?? 0)).toBeGreaterThanOrEqual(5000);
  });
});

test('in a storm the next opening is the one that is the worst by then, also when it was mild when the storm was sized up', async () => {
  const { stores, posted, deliver } = await aCourier();
  const alertsOf = (n: number, count: number) =>
    Array.from({ length: count }, (_, i) => anIncidentAlert({ fingerprint: `${n}-${i}` }));
  const states: Investigation[] = [];
  for (let n = 0; n < 30; n += 1) {
    const story = new Story({ id: `inv-${n}`, subject: { service: aService({ name: `service-${n}` }) } });
    const { investigation, effects } = story.last;
    const state = { ...investigation, alerts: alertsOf(n, n + 1) };
    await stores.investigations.save({ effects, investigation: state });
    states.push(state);
  }
  await deliver(3500);
  expect(posted.map(({ slot }) => slot)).toEqual(['inv-29 root', 'inv-28 root']);
  const [worse] = states.slice(3);
  if (worse === undefined) throw new Error('no such state');
  const investigation = { ...worse, version: worse.version + 1, alerts: alertsOf(3, 100) };
  await stores.investigations.save({ investigation, effects: [{ kind: 'show', slot: 'root' }] });
  await deliver();
  expect(posted.slice(2, 6).map(({ slot }) => slot)).toEqual([
    'inv-3 root',
    'inv-27 root',
    'inv-26 root',
    'inv-25 digest/namespace prod in eu-1',
  ]);
});

test('an opening waits while alerts are still to be taken up: the next of them may be the worst', async () => {
  let toCome: ReadonlySet<number> = new Set([1]);
  const { stores, posted, deliver } = await aCourier({ toCome: () => Promise.resolve(toCome) });
  await stores.investigations.save(new Story({ id: 'mild' }).last);
  await stores.investigations.save(new Story({ id: 'asked', trigger: { kind: 'request', by: DANA } }).last);
  await deliver(300);
  // Someone waits for it.
  expect(posted.map(({ slot }) => slot)).toEqual(['asked root']);
  const { investigation, effects } = new Story({ id: 'bad' }).last;
  const alerts = [anIncidentAlert(), anIncidentAlert({ fingerprint: 'another' })];
  await stores.investigations.save({ effects, investigation: { ...investigation, alerts } });
  toCome = new Set();
  await deliver();
  expect(posted.filter(({ slot }) => slot.endsWith('root')).map(({ slot }) => slot)).toEqual([
    'asked root',
    'bad root',
    'mild root',
  ]);
});

test('one that stops opens no thread, which whoever comes next knows more about; what stands goes on', async () => {
  const { courier, stores, posted, deliver } = await aCourier();
  const story = new Story({ id: 'stands' });
  await stores.investigations.save(story.last);
  await deliver();
  courier.openNoMore();
  await stores.investigations.save(new Story({ id: 'new' }).last);
  await stores.investigations.save(story.observe().last);
  await deliver();
  expect(posted.map(({ slot }) => slot)).toEqual(['stands root', 'stands status']);
});

test('a digest lists the worst workload first: kills, then any other alerts, those beyond the list too', async () => {
  const { stores, listed, deliver } = await aCourier();
  const kills = (count: number) => Array.from({ length: count }, () => 'oom-kill' as const);
  const warnings = (count: number) => Array.from({ length: count }, () => 'memory-near-limit' as const);
  // The five worst open threads of their own; the others come in no order.
  const workloads = [kills(9), kills(9), kills(9), kills(9), kills(9), warnings(1), kills(1), warnings(1), warnings(2)];
  for (const [n, kinds] of workloads.entries()) {
    const story = new Story({ id: `inv-${n}`, subject: { service: aService({ name: `s-${n}` }) } });
    const alerts = kinds.map((kind, index) => anIncidentAlert({ fingerprint: `${n}-${index}`, kind }));
    const unlisted = n === 7 ? { fired: 300, resolved: 0 } : undefined;
    const { investigation, effects } = story.last;
    await stores.investigations.save({ effects, investigation: { ...investigation, alerts, unlisted } });
  }
  await deliver();
  expect(listed).toEqual(['s-6', 's-7', 's-8', 's-5']);
});

test('what a digest names is posted after what people wait for', async () => {
  const { stores, posted, deliver } = await aCourier();
  for (let n = 0; n < 20; n += 1) {
    await stores.investigations.save(
      new Story({ id: `inv-${n}`, subject: { service: aService({ name: `s-${n}` }) } }).last,
    );
  }
  await deliver(8000);
  const story = new Story({ id: 'asked', trigger: { kind: 'request', by: DANA } });
  await stores.investigations.save(story.last);
  await stores.investigations.save(story.observe().last);
  const before = posted.length;
  await deliver(12_000);
  expect(posted.slice(before, before + 2).map(({ slot }) => slot)).toEqual(['asked root', 'asked status']);
});

test.each([
  ['ahead and back', [6 * HOUR, 0]],
  ['back and ahead', [-6 * HOUR, 0]],
])(
  'a clock that is set six hours %s: everything is posted, in its order, once, at the pace of before',
  async (_, sets) => {
    const orders = await Promise.all(
      [sets, [0, 0]].map(async (jumps) => {
        const { stores, posted, time, deliver } = await aCourier();
        for (let n = 0; n < 4; n += 1) {
          const story = new Story({ id: `inv-${n}` });
          await stores.investigations.save(story.last);
          await stores.investigations.save(story.observe().last);
        }
        for (const [index, jump] of jumps.entries()) {
          await deliver(index * 3000 + 1500);
          time.set = jump;
        }
        await deliver();
        expect(await stores.outbox.pending()).toEqual([]);
        return posted;
      }),
    );
    expect(orders[0]).toEqual(orders[1]);
    expect(orders[0]).toHaveLength(8);
  },
);
