import { describe, expect, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import { botMetrics } from '../../src/commands/metrics.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { DAY, HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Service } from '../../src/service/service.ts';
import { anOffice, anOomKill, CHANNEL, type Office, seen, slotOf } from '../support/bot.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { answerAll, question, slotsOf } from './story.ts';

const { service } = recordedEvidence();
const at = (message: Message) => ({ channel: CHANNEL, ts: message.ts });

function called(name: string): Service {
  return { ...service, workload: { ...service.workload, name, container: undefined } };
}

const anOrdersKill = (fingerprint: string, changes: object = {}) =>
  anOomKill({
    fingerprint,
    subject: { workload: called('orders').workload, pod: `orders-${fingerprint}`, missing: [] },
    ...changes,
  });

const aTown = () => anOffice({ services: () => Promise.resolve([service, called('orders')]) });

const whispers = (office: Office, person = 'dana') =>
  office.workspace
    .as(person)
    .ephemerals()
    .map(({ text }) => text);

async function says(office: Office, line: string, person = 'dana'): Promise<string> {
  const before = whispers(office, person).length;
  await office.workspace.as(person).command(line, CHANNEL);
  await seen(() => whispers(office, person).length > before);
  return whispers(office, person).at(-1) ?? '';
}

/** Resolves when nothing is muted any longer. */
async function unmuted(office: Office): Promise<void> {
  while ((await office.stores.silence.mutes()).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Messages that open a thread or stand alone in the channel. */
const inChannel = (office: Office) =>
  office.workspace.messages(CHANNEL).filter(({ threadTs }) => threadTs === undefined);

async function announced(office: Office): Promise<Message> {
  return office.workspace.until(() => inChannel(office).find((message) => slotOf(message) === 'announcement'));
}

describe('/leak mute', () => {
  test('keeps alerts from opening a thread and counts them, over a restart; who, until when and how many is shown', async () => {
    const office = await aTown();
    expect(await says(office, '/leak mute orders 2h')).toMatch(
      /`eu-1\/prod\/orders` is muted until <!date.*`\/leak unmute eu-1\/prod\/orders`/,
    );
    await office.raise(anOrdersKill('a'), anOrdersKill('b'));
    await office.restart();
    await office.raise(anOrdersKill('b'), anOrdersKill('c', { kind: 'memory-near-limit', name: 'Near' }));
    await office.settled();
    expect(office.workspace.messages(CHANNEL)).toEqual([]);
    const status = await says(office, '/leak status', 'sam');
    expect(status).toContain('No investigation is running');
    expect(status).toMatch(
      /• `eu-1\/prod\/orders` · until <!date.*<@U0DANA>.* · 2 OOM kills, 1 warning; the last <!date.*; 3 fire still/,
    );
    expect(await says(office, '/leak mute', 'sam')).toMatch(/^Muted:\n• `eu-1\/prod\/orders`/);
    expect(office.log).toEqual([]);
  });

  test('the metrics count what it holds back', async () => {
    const metrics = botMetrics({ clock: systemClock, senders: ['alertmanager'] });
    const services = () => Promise.resolve([service, called('orders')]);
    const office = await anOffice({ services, countHeldBack: metrics.heldBack });
    await says(office, '/leak mute orders');
    await office.raise(anOrdersKill('a'), anOrdersKill('b'), anOrdersKill('a', { status: 'resolved' }));
    await office.bot().intake.takeUp();
    expect((await metrics.expose()).text).toMatch(
      /^leakbot_alerts_held_back_total\{sender="alertmanager",why="mute"\} 2$/m,
    );
  });

  test('concerns that workload alone', async () => {
    const office = await aTown();
    await says(office, '/leak mute orders');
    await office.raise(anOomKill());
    await question(office);
  });

  test('is over by itself; what was held back is named once, and can be looked at from there', async () => {
    const office = await aTown();
    await says(office, '/leak mute orders 1h');
    await office.raise(anOrdersKill('a'), anOrdersKill('b'), anOrdersKill('a', { status: 'resolved' }));
    await office.bot().intake.takeUp();
    office.time.skip(HOUR + MINUTE);
    const message = await announced(office);
    expect(message.text).toBe('🔔 While muted: 2 alerts of one workload, no thread was opened: eu-1/prod/orders');
    expect(JSON.stringify(message.blocks)).toMatch(/2 OOM kills; the last <!date[^;]*; 1 fires still/);
    expect(await says(office, '/leak mute')).toContain('Nothing is muted');
    await office.raise(anOrdersKill('c'));
    await office.workspace.until(() => inChannel(office).find((each) => slotOf(each) === 'root'));
    await office.restart();
    await office.settled();
    expect(inChannel(office).map(slotOf)).toEqual(['announcement', 'root']);
  });

  test('of an announcement a workload is looked at in a thread of its own', async () => {
    const office = await aTown();
    await says(office, '/leak mute orders 1h');
    await office.raise(anOrdersKill('a'));
    await office.settled();
    expect(await says(office, '/leak unmute orders', 'sam')).toMatch(/no longer muted\. Held back: 1 OOM kill; <!date/);
    const message = await announced(office);
    expect(JSON.stringify(message.blocks)).toContain('unmuted by <@U0SAM>');
    await office.workspace.as('dana').choose(at(message), 'look-at-held-back', 'eu-1/prod/orders');
    await office.workspace.until(() => inChannel(office).find((each) => slotOf(each) === 'root'));
    await office.settled();
    expect(inChannel(office).map(slotOf)).toEqual(['announcement', 'root']);
    expect(whispers(office)).toHaveLength(1);
  });

  test('said twice it says who was first; another time takes its place', async () => {
    const office = await aTown();
    await says(office, '/leak mute orders forever');
    expect(await says(office, '/leak mute orders forever', 'sam')).toBe(
      '`eu-1/prod/orders` is muted already until someone ends it · <@U0DANA>.',
    );
    expect(await says(office, '/leak mute orders 2h', 'sam')).toContain('is muted until <!date');
    expect(await office.stores.silence.mutes()).toMatchObject([{ by: { id: 'U0SAM' } }]);
  });

  test.each<[string, RegExp]>([
    ['/leak mute ordrs 2h', /I know no service `ordrs`. Did you mean `\/leak mute eu-1\/prod\/orders`\?/],
    ['/leak mute orders 10s', /A mute lasts from 1m to 365d, or forever: `\/leak mute orders 2h`/],
    ['/leak unmute orders', /`orders` is not muted. `\/leak mute` lists what is/],
    ['/leak unmute', /Nothing is muted/],
  ])('%s', async (line, answer) => {
    const office = await aTown();
    expect(await says(office, line)).toMatch(answer);
    expect(await office.stores.silence.mutes()).toEqual([]);
  });

  test('a name nearly right is offered to end it', async () => {
    const office = await aTown();
    await says(office, '/leak mute orders');
    expect(await says(office, '/leak unmute ordres')).toContain('Did you mean `/leak unmute eu-1/prod/orders`?');
    expect(await says(office, '/leak unmute')).toContain('is no longer muted. No alert was held back.');
    await office.settled();
    expect(office.workspace.messages(CHANNEL)).toEqual([]);
  });

  test('only who may', async () => {
    const office = await anOffice(
      { access: { channels: [], userGroups: ['S0SRE'] } },
      { userGroups: [{ id: 'S0SRE', handle: 'sre', users: ['dana'] }] },
    );
    expect(await says(office, '/leak mute markets-api', 'sam')).toContain(
      'Only members of <!subteam^S0SRE> may do this',
    );
    expect(await office.stores.silence.mutes()).toEqual([]);
  });
});

describe('whatever Slack and discovery do', () => {
  test('a mute is acknowledged at once, and done when they answer', async () => {
    const discovery = Promise.withResolvers<void>();
    const services = () => discovery.promise.then(() => [service, called('orders')]);
    // Slack waits for 3 s; a tenth of it will do here, with answers that are slower in the same measure.
    const office = await anOffice({ services }, { ackTimeoutMs: 300 });
    const { workspace } = office;
    workspace.faults.add({ kind: 'slow', ms: 400, method: '*', times: 3 });
    const dana = workspace.as('dana');
    expect(await dana.command('/leak mute orders 2h', CHANNEL)).toMatchObject({ acknowledged: true });
    expect(await office.stores.silence.mutes()).toEqual([]);
    discovery.resolve();
    await seen(() => whispers(office).length === 1);
    workspace.faults.add({ kind: 'status', status: 500, method: '*', times: 1000 });
    expect(await dana.command('/leak unmute orders', CHANNEL)).toMatchObject({ acknowledged: true });
    await unmuted(office);
    workspace.faults.clear();
    await seen(() => whispers(office).length === 2);
  });

  test.each(['/leak unmute orders', '/leak unmute'])(
    '%s that is done again after a kill says what it said the first time',
    async (line) => {
      const office = await aTown();
      await says(office, '/leak mute orders forever');
      await office.raise(anOrdersKill('a'));
      await office.workspace.as('dana').command(line, CHANNEL);
      await seen(() => whispers(office).length === 2);
      const body = office.workspace.deliveries.findLast(({ envelope }) => envelope.type === 'slash_commands')?.envelope
        .payload;
      await says(office, '/leak mute orders forever');
      await office.raise(anOrdersKill('b'));
      await office.settled();
      // As a kill between the work and its answer leaves it: the same command of the same moment, not done yet.
      const receivedAt = office.time.now();
      for (const trigger of ['left', 'again']) {
        const waiting = { key: `trigger ${trigger}`, body: { ...body, trigger_id: trigger }, receivedAt };
        expect(await office.stores.gestures.keep(waiting)).toBe(true);
        const before = whispers(office).length;
        await office.restart();
        await seen(() => whispers(office).length > before);
        await office.settled();
      }
      const [first, again] = whispers(office).slice(-2);
      expect(first).toMatch(/^🔔 `eu-1\/prod\/orders` is no longer muted. Held back: 1 OOM kill/);
      expect(again).toBe(first);
      expect(inChannel(office).filter((message) => slotOf(message) === 'announcement')).toHaveLength(2);
    },
  );

  test('what was said before a mute is done before it, also by the next process', async () => {
    const office = await aTown();
    const dana = office.workspace.as('dana');
    await dana.command('/leak mute orders forever', CHANNEL);
    await seen(() => whispers(office).length === 1);
    const mute = office.workspace.deliveries.at(-1)?.envelope.payload;
    await dana.command('/leak unmute orders', CHANNEL);
    await seen(() => whispers(office).length === 2);
    const unmute = office.workspace.deliveries.at(-1)?.envelope.payload;
    await office.settled();
    // As a kill between the acknowledgements and the work leaves them: the same commands, by other triggers.
    for (const [index, body] of [mute, unmute, mute].entries()) {
      const left = { ...body, trigger_id: `left.${index}` };
      const waiting = { key: `trigger left.${index}`, body: left, receivedAt: office.time.now() + index };
      expect(await office.stores.gestures.keep(waiting)).toBe(true);
    }
    await office.restart();
    await seen(() => whispers(office).length === 5);
    expect(
      whispers(office)
        .slice(2)
        .map((text) => text.slice(0, 2)),
    ).toEqual(['🔕', '🔔', '🔕']);
    expect(await office.stores.silence.mutes()).toHaveLength(1);
  });
});

describe('in a thread', () => {
  async function reported() {
    const office = await aTown();
    await office.raise(anOomKill());
    const report = await answerAll(office);
    await office.settled();
    return { office, report };
  }

  const note = (office: Office) => office.thread().find((message) => slotOf(message) === 'note/muted');

  test('the menu of a report mutes its workload: the thread says so, once, and its button ends it', async () => {
    const { office, report } = await reported();
    const { workspace } = office;
    await workspace.as('dana').choose(at(report), 'mute', 'Mute markets-api for a day');
    const line = await workspace.until(() => note(office));
    expect(line.text).toMatch(/^🔕 \*markets-api\* is muted until <!date.*<@U0DANA>/);
    await office.raise(anOomKill({ fingerprint: 'f2', startsAt: office.time.now() }));
    await workspace.as('sam').choose(at(report), 'mute', 'Mute markets-api for a day');
    await seen(() => whispers(office, 'sam').length === 1);
    expect(whispers(office, 'sam')[0]).toMatch(/is muted already until .* · <@U0DANA>/);
    await office.settled();
    expect(slotsOf(office).filter((slot) => slot.startsWith('note/'))).toEqual(['note/muted']);
    await workspace.as('sam').click(at(line), 'unmute');
    await workspace.until(() => line.text.startsWith('🔔 *markets-api* is no longer muted · <@U0SAM>'));
    expect(JSON.stringify((await announced(office)).blocks)).toContain('1 OOM kill');
    expect(JSON.stringify(line.blocks)).not.toContain('unmute');
    expect(whispers(office)).toEqual([]);
  });

  test('a mention means the workload of the thread', async () => {
    const { office } = await reported();
    const [root] = office.thread();
    office.workspace.as('dana').mention(CHANNEL, 'mute for 2h', { threadTs: root?.ts ?? '' });
    await office.workspace.until(() => note(office));
    const [mute] = await office.stores.silence.mutes();
    expect((mute?.until ?? 0) - (mute?.since ?? 0)).toBe(2 * HOUR);
    office.workspace.as('dana').mention(CHANNEL, 'unmute', { threadTs: root?.ts ?? '' });
    await office.workspace.until(() => note(office)?.text.startsWith('🔔'));
  });

  test('a command shows it in the thread that still takes the alerts', async () => {
    const { office } = await reported();
    await says(office, '/leak mute markets-api');
    await office.workspace.until(() => note(office));
    const [mute] = await office.stores.silence.mutes();
    expect((mute?.until ?? 0) - (mute?.since ?? 0)).toBe(DAY);
  });

  test('an alert that the thread has is over: that is still said', async () => {
    const { office, report } = await reported();
    await office.workspace.as('dana').choose(at(report), 'mute', 'until someone ends it');
    await office.raise(anOomKill({ status: 'resolved' }));
    await office.workspace.until(() => office.thread().some((message) => slotOf(message) === 'note/resolved'));
  });
});
