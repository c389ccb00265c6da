import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import type { FaultRule } from '../../scripts/workspace/faults.ts';
import { seen } from '../support/bot.ts';
import { aKillableBot, type KillableBot } from '../support/killable-bot.ts';
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

test(
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
