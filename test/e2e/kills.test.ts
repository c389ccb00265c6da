import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import type { FaultRule } from '../../scripts/workspace/faults.ts';
import { CHANNEL, seen, slotOf } from '../support/bot.ts';
import { aKillableBot, type KillableBot } from '../support/killable-bot.ts';
import { onPostgres } from '../support/test-database.ts';
import { faultsOf, isConclusion, keepAnswering } from './story.ts';

const PATIENCE = 60_000;

async function bot(): Promise<KillableBot> {
  const started = await aKillableBot();
  onTestFinished(() => started.close());
  return started;
}

test(
  'kill -9 between “sent” and “stored”, at every kind of call: the thread is whole',
  async () => {
    const office = await bot();
    const { workspace } = office;
    const moments: readonly Pick<FaultRule, 'method' | 'after'>[] = [
      { method: 'chat.postMessage' },
      { method: 'files.completeUploadExternal' },
      { method: 'chat.postMessage', after: 1 },
      { method: 'chat.update' },
      { method: 'reactions.add' },
    ];
    const concluded = () => office.thread().some(isConclusion);
    const answering = keepAnswering(office, concluded);
    let kills = 0;
    for (const moment of moments) {
      workspace.faults.add({ ...moment, kind: 'lost-answer', first: () => office.kill() });
      await office.start();
      await seen(() => !office.running(), 10_000);
      kills += 1;
    }
    await office.start();
    await answering;
    await office.settled();
    expect(kills).toBe(moments.length);
    expect(faultsOf(office)).toEqual([]);
  },
  PATIENCE,
);

// Several on PostgreSQL stand by and do not wait: replicas.test.ts.
test.skipIf(onPostgres())(
  'SIGTERM ends within a bound; a second process waits, says so, and takes over from one that was killed',
  async () => {
    const office = await bot();
    await office.start();
    const second = office.startAnother();
    await seen(() => office.log.some((line) => line.message.includes('another Leakbot works on')), 10_000);
    await office.kill('SIGKILL');
    const answering = keepAnswering(office, () => office.thread().some(isConclusion));
    await seen(() => office.running(), 10_000);
    await answering;
    await office.settled();
    expect(faultsOf(office)).toEqual([]);
    second.kill('SIGTERM');
    const [code] = (await once(second, 'exit')) as [number | null];
    expect(code).toBe(0);
  },
  PATIENCE,
);

test(
  'kill -9 between an answer that only one person sees and its end: it is not given again',
  async () => {
    const office = await bot();
    const { workspace } = office;
    await office.start();
    workspace.faults.add({ method: 'response_url', kind: 'lost-answer', first: () => office.kill() });
    await workspace.as('dana').command('/leak help', CHANNEL);
    await seen(() => !office.running(), 10_000);
    await office.start();
    await workspace.as('dana').command('/leak list', CHANNEL);
    const answers = () => workspace.as('dana').ephemerals();
    await seen(() => answers().some(({ text }) => text.startsWith('I know')), 10_000);
    await office.settled();
    expect(answers()).toHaveLength(2);
  },
  PATIENCE,
);

test(
  'kill -9 after the acks of a mute and its end, and between a sent and a stored announcement: each is said once',
  async () => {
    const office = await bot();
    const { workspace } = office;
    const dana = workspace.as('dana');
    const channel = () => workspace.messages(CHANNEL).filter(({ threadTs }) => threadTs === undefined);
    await office.start();
    await seen(() => office.thread().length > 0, 10_000);
    expect(await dana.command('/leak mute markets-api', CHANNEL)).toMatchObject({ acknowledged: true });
    await office.kill();
    await office.start();
    const note = () => office.thread().find((message) => slotOf(message) === 'note/muted');
    await seen(() => note() !== undefined, 10_000);
    office.raise({ fingerprint: 'f2' });
    const held = () => dana.ephemerals().filter(({ text }) => text.includes('1 OOM kill'));
    for (let asked = 1; held().length === 0; asked += 1) {
      await dana.command('/leak mute', CHANNEL);
      await seen(() => dana.ephemerals().length > asked, 10_000);
    }
    workspace.faults.add({ method: 'chat.postMessage', kind: 'lost-answer', first: () => office.kill() });
    await dana.command('/leak unmute markets-api', CHANNEL);
    await seen(() => !office.running(), 10_000);
    await office.start();
    await seen(() => note()?.text.startsWith('🔔') === true, 10_000);
    await office.settled();
    expect(channel().map(slotOf)).toEqual(['root', 'announcement']);
  },
  PATIENCE,
);
