import { describe, expect, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import type { Alert } from '../../src/alert/alert.ts';
import type { QuietHours } from '../../src/investigation/silence/quiet-hours.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Service } from '../../src/service/service.ts';
import { anOffice, anOomKill, CHANNEL, type Office, seen, slotOf } from '../support/bot.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { question, slotsOf } from './story.ts';

const { service, end } = recordedEvidence();

/** Quiet from an hour before the recording's end until two hours after it. */
function quietNow(changes: Partial<QuietHours> = {}): QuietHours {
  const minutes = Math.floor((end % (24 * HOUR)) / MINUTE);
  const at = (hours: number) => (minutes + hours * 60 + 24 * 60) % (24 * 60);
  const always = { days: [], channels: [], services: [], opens: { kills: 3 } };
  return { from: at(-1), to: at(2), timeZone: 'UTC', ...always, ...changes };
}

function called(name: string): Service {
  return { ...service, workload: { ...service.workload, name, container: undefined } };
}

function aKill(name: string, fingerprint: string, changes: Partial<Alert> = {}): Alert {
  const subject = { workload: called(name).workload, pod: `${name}-${fingerprint}`, missing: [] };
  return anOomKill({ fingerprint: `${name}-${fingerprint}`, subject, ...changes });
}

const WARNING = { kind: 'memory-near-limit', name: 'MemoryNearLimit' } as const;

const aNight = (changes: Partial<QuietHours> = {}) =>
  anOffice({
    services: () => Promise.resolve([service, called('orders'), called('carts')]),
    quietHours: [quietNow(changes)],
  });

const inChannel = (office: Office) =>
  office.workspace.messages(CHANNEL).filter(({ threadTs }) => threadTs === undefined);

const announced = (office: Office): Promise<Message> =>
  office.workspace.until(() => inChannel(office).find((message) => slotOf(message) === 'announcement'));

async function hear(office: Office, ...alerts: readonly Alert[]): Promise<void> {
  await office.raise(...alerts);
  await office.bot().intake.takeUp();
}

describe('in quiet hours', () => {
  test('alerts open no thread; one message names them when the hours end, the worst first, over restarts', async () => {
    const office = await aNight();
    await hear(office, aKill('orders', 'a', WARNING), aKill('orders', 'b', WARNING));
    await hear(office, aKill('carts', 'a'), aKill('carts', 'b'), aKill('carts', 'a', { status: 'resolved' }));
    await hear(office, anOomKill({ fingerprint: 'x', subject: { missing: ['container'] } }));
    await office.restart();
    await hear(office, aKill('orders', 'c', WARNING));
    await office.settled();
    expect(office.workspace.messages(CHANNEL)).toEqual([]);
    await office.workspace.as('dana').command('/leak status', CHANNEL);
    await seen(() => office.workspace.as('dana').ephemerals().length === 1);
    expect(office.workspace.as('dana').ephemerals()[0]?.text).toMatch(
      /Collected in quiet hours, until <!date[^>]*>:\n• `eu-1\/prod\/orders` · 3 warnings;/,
    );
    office.time.skip(2 * HOUR + MINUTE);
    await office.restart();
    const digest = await announced(office);
    expect(digest.text).toContain(
      'In the quiet hours: 6 alerts of 3 workloads, no thread was opened: eu-1/prod/carts and others',
    );
    const lines = JSON.stringify(digest.blocks).match(/• `[^`]+`/g);
    expect(lines).toEqual(['• `eu-1/prod/carts`', '• `KubeContainerOOMKilled`', '• `eu-1/prod/orders`']);
    await office.restart();
    await office.settled();
    expect(inChannel(office).map(slotOf)).toEqual(['announcement']);
    expect(await office.stores.silence.heldBack()).toEqual([]);
    expect(office.log).toEqual([]);
  });

  test('a workload that is killed again and again opens its thread, with all that was held back', async () => {
    const office = await aNight();
    await hear(office, aKill('orders', 'a'), aKill('carts', 'a'));
    await hear(office, aKill('orders', 'b'));
    expect(office.workspace.messages(CHANNEL)).toEqual([]);
    await hear(office, aKill('orders', 'c'));
    const root = await office.workspace.until(() => office.thread()[0]);
    expect(JSON.stringify(root.blocks)).toContain('3 pods');
    office.time.skip(2 * HOUR + MINUTE);
    const digest = await announced(office);
    expect(digest.text).toContain('1 alert of one workload');
    expect(JSON.stringify(digest.blocks)).not.toContain('orders');
  });

  test('what an open thread has joins it', async () => {
    const office = await aNight();
    await office.workspace.as('dana').command('/leak markets-api', CHANNEL);
    await question(office);
    await hear(office, anOomKill());
    await office.settled();
    expect(await office.stores.silence.heldBack()).toEqual([]);
    expect(slotsOf(office)).toEqual(['root', 'status']);
  });

  test('an end belongs to what was held back, also while someone looks at the workload', async () => {
    const office = await aNight();
    await hear(office, aKill('orders', 'a'));
    await office.workspace.as('dana').command('/leak orders', CHANNEL);
    await question(office);
    await hear(office, aKill('orders', 'a', { status: 'resolved' }));
    const [held] = await office.stores.silence.heldBack();
    expect(held?.alerts).toMatchObject([{ fingerprint: 'orders-a', resolvedAt: expect.any(Number) as number }]);
    expect(slotsOf(office)).toEqual(['root', 'status']);
  });

  test('an alert just after the hours opens a thread that has what was held back; it is not named again', async () => {
    const office = await aNight();
    await hear(office, aKill('orders', 'a'));
    office.time.skip(2 * HOUR);
    await hear(office, aKill('orders', 'b'));
    const root = await office.workspace.until(() => office.thread()[0] ?? inChannel(office)[0]);
    office.time.skip(2 * MINUTE);
    await office.settled();
    // Whichever came first: the minute of the digest, or the alert.
    const both = JSON.stringify(root.blocks).includes('2 pods');
    expect(inChannel(office).map(slotOf)).toEqual(both ? ['root'] : ['announcement', 'root']);
  });

  test('services that the hours are not for open theirs', async () => {
    const office = await aNight({ services: ['orders'] });
    await hear(office, aKill('carts', 'a'));
    await office.workspace.until(() => office.thread()[0]);
  });

  test('a digest that Slack does not take yet is posted later, once', async () => {
    const office = await aNight();
    const { faults } = office.workspace;
    await hear(office, aKill('orders', 'a'));
    faults.add({ kind: 'rate-limited', seconds: 30, method: 'chat.postMessage' });
    faults.add({ kind: 'status', status: 500, method: 'chat.postMessage' });
    faults.add({ kind: 'lost-answer', method: 'chat.postMessage' });
    office.time.skip(2 * HOUR + MINUTE);
    await announced(office);
    await office.settled();
    expect(inChannel(office).map(slotOf)).toEqual(['announcement']);
  });

  test('a digest that only people can get posted keeps Leakbot from being ready, until it is posted', async () => {
    const office = await aNight();
    await hear(office, aKill('orders', 'a'));
    office.workspace.archive(CHANNEL);
    office.time.skip(2 * HOUR + MINUTE);
    await seen(() => office.bot().deliveryTrouble() !== undefined);
    expect(office.bot().deliveryTrouble()).toContain('unarchive it');
    const channel = office.workspace.channels[CHANNEL];
    if (channel !== undefined) channel.archived = false;
    await announced(office);
    await office.settled();
    expect(office.bot().deliveryTrouble()).toBeUndefined();
  });
});
