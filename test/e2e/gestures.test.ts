import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../scripts/workspace/faults.ts';
import type { Message } from '../../scripts/workspace/model.ts';
import { anOffice, anOomKill, CHANNEL, type Office, seen, slotOf } from '../support/bot.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { answerAll, isQuestion, question, slotsOf, WHOLE_THREAD } from './story.ts';

const at = (message: Message) => ({ channel: CHANNEL, ts: message.ts });
const always = { times: 1000 } as const;

async function asked(options: Parameters<typeof anOffice>[1] = {}, mode: 'socket' | 'http' = 'socket') {
  const office = await anOffice({}, options, mode);
  await office.raise(anOomKill());
  const first = await question(office);
  await office.settled();
  return { office, first };
}

const whispered = (office: Office, person: string) => office.workspace.as(person).ephemerals();

describe.each(['socket', 'http'] as const)('whatever auth.test answers, by %s', (mode) => {
  test.each<[string, FaultRule]>([
    ['429', { kind: 'rate-limited', seconds: 30, method: 'auth.test', ...always }],
    ['500', { kind: 'status', status: 500, method: 'auth.test', ...always }],
    ['a revoked token', { kind: 'error', error: 'token_revoked', method: 'auth.test', ...always }],
    ['nothing for longer than Slack waits', { kind: 'slow', ms: 400, method: 'auth.test', ...always }],
  ])('%s: clicks are acknowledged and applied, requests answered', async (_name, fault) => {
    // Slack waits for 3 s; a tenth of it will do here, with an answer that is slower in the same measure.
    const { office, first } = await asked({ ackTimeoutMs: 300 }, mode);
    const { workspace } = office;
    workspace.faults.add(fault);
    const dana = workspace.as('dana');
    expect(await dana.click(at(first), 'answer.yes')).toMatchObject({ acknowledged: true });
    await workspace.until(() => !isQuestion(first));
    expect(await dana.command('/leak nosuch', CHANNEL)).toMatchObject({ acknowledged: true });
    await seen(() => whispered(office, 'dana').some(({ text }) => text.includes('I know no service `nosuch`')));
    workspace.as('sam').mention(CHANNEL, 'help');
    await seen(() => whispered(office, 'sam').length === 1);
  });
});

test('the acknowledgement of a command does not wait for Slack or a discovery', async () => {
  const discovery = Promise.withResolvers<void>();
  const office = await anOffice({ services: () => discovery.promise.then(() => []) }, { ackTimeoutMs: 300 });
  office.workspace.faults.add({ kind: 'slow', ms: 400, method: 'conversations.info' });
  expect(await office.workspace.as('dana').command('/leak orders', CHANNEL)).toMatchObject({ acknowledged: true });
  expect(whispered(office, 'dana')).toEqual([]);
  discovery.resolve();
  await seen(() => whispered(office, 'dana').length === 1);
});

describe('what was acknowledged and not done', () => {
  test('is done by the next process, in the thread’s order, once', async () => {
    const { office, first } = await asked();
    const { workspace } = office;
    const last = () => workspace.deliveries.at(-1)?.envelope.payload;
    await workspace.as('dana').click(at(first), 'answer.no');
    const no = last();
    await workspace.until(() => !isQuestion(first));
    await workspace.as('dana').click(at(first), 'change');
    const change = last();
    await workspace.until(() => isQuestion(first));
    await office.settled();
    // As a kill between the acknowledgement and the work leaves them: the same clicks, by other triggers.
    const left = [
      { ...change, trigger_id: 'left.1' },
      { ...no, trigger_id: 'left.2' },
      { ...no, trigger_id: 'left.3' },
    ];
    for (const body of left) {
      const { trigger_id: key } = body;
      expect(await office.stores.gestures.keep({ key: `trigger ${key}`, body, receivedAt: office.time.now() })).toBe(
        true,
      );
    }
    await office.restart();
    await workspace.until(() => !isQuestion(first));
    await office.settled();
    expect(await office.stores.gestures.waiting()).toEqual([]);
    expect(first.text).toContain('No');
    expect(whispered(office, 'dana')).toEqual([]);
  });

  test('a request is begun once, whoever delivers it again', async () => {
    const office = await anOffice();
    const { workspace } = office;
    await workspace.as('dana').command('/leak markets-api', CHANNEL);
    const command = workspace.deliveries.at(-1);
    await office.restart();
    await workspace.until(() => workspace.connections() > 0);
    await workspace.redeliver(command?.id ?? '');
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
    expect(workspace.messages(CHANNEL).filter((message) => slotOf(message) === 'root')).toHaveLength(1);
  });
});

describe('answers', () => {
  test('reach a channel without Leakbot through the response_url', async () => {
    const office = await anOffice({}, { channels: [{ name: CHANNEL, bot: false }] });
    const said = office.workspace.as('sam').post(CHANNEL, 'OOM in markets-api!');
    await office.workspace.as('dana').shortcut(at(said), 'investigate_memory');
    await seen(() => whispered(office, 'dana').length === 1);
    expect(whispered(office, 'dana')[0]?.text).toContain('/invite @leakbot');
  });

  test('to a mention at the top level stand there, to one in a thread in the thread', async () => {
    const office = await anOffice();
    const { workspace } = office;
    workspace.as('dana').mention(CHANNEL, 'help');
    await seen(() => whispered(office, 'dana').length === 1);
    expect(whispered(office, 'dana')[0]?.threadTs).toBeUndefined();
    const root = workspace.as('sam').post(CHANNEL, 'What is that?');
    workspace.as('sam').mention(CHANNEL, 'help', { threadTs: root.ts });
    await seen(() => whispered(office, 'sam').length === 1);
    expect(whispered(office, 'sam')[0]?.threadTs).toBe(root.ts);
  });

  test('are tried again while Slack takes none, and given once', async () => {
    const office = await anOffice();
    const { workspace } = office;
    workspace.faults.add({ kind: 'status', status: 500, method: 'response_url', times: 2 });
    workspace.faults.add({ kind: 'status', status: 500, method: 'chat.postEphemeral', times: 2 });
    await workspace.as('dana').command('/leak nosuch', CHANNEL);
    await seen(() => whispered(office, 'dana').length === 1);
    await seen(() => workspace.deliveries.length === 1);
    await office.bot().idle();
    expect(await office.stores.gestures.waiting()).toEqual([]);
    expect(whispered(office, 'dana')).toHaveLength(1);
  });
});

test('what cannot be stored is not acknowledged', async () => {
  const broken = () => Promise.reject(new Error('the disk is full'));
  const office = await anOffice({}, { ackTimeoutMs: 200 });
  office.stores.gestures.keep = broken;
  expect(await office.workspace.as('dana').command('/leak markets-api', CHANNEL)).toMatchObject({
    acknowledged: false,
  });
  expect(JSON.stringify(office.log)).toContain('the disk is full');
});

test('an alert whose service is discovered slowly has its thread all the same', async () => {
  const { service } = recordedEvidence();
  const office = await anOffice({
    services: (how) => (how === 'known' ? Promise.resolve([service]) : new Promise(() => undefined)),
  });
  await office.raise(anOomKill());
  await question(office);
});
