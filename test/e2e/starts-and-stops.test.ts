import { describe, expect, test } from 'vitest';
import { anOffice, anOomKill, CHANNEL, seen } from '../support/bot.ts';
import { answerAll, isQuestion, question, slotsOf, WHOLE_THREAD } from './story.ts';

describe('a start', () => {
  test('while Slack is unreachable waits for it in the background, and alerts are taken up meanwhile', async () => {
    const office = await anOffice();
    const { workspace } = office;
    workspace.faults.add({ kind: 'refused-connection', method: '*', times: 100_000 });
    await office.restart();
    await office.raise(anOomKill());
    expect(office.bot().slackConnected()).toBe(false);
    expect(office.log).toContainEqual(
      expect.objectContaining({ message: 'cannot connect to Slack yet; trying again' }),
    );
    workspace.faults.clear();
    await seen(() => office.bot().slackConnected());
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
  });

  test('with a token that Slack refuses fails, saying so', async () => {
    const office = await anOffice();
    office.workspace.faults.add({ kind: 'error', error: 'invalid_auth', method: 'apps.connections.open' });
    await expect(office.restart()).rejects.toThrow('invalid_auth');
    await office.restart();
  });
});

describe('a stop', () => {
  test('finishes what is in flight: the post that Slack is slow to answer is not posted again', async () => {
    const office = await anOffice();
    office.workspace.faults.add({ kind: 'slow', ms: 200, method: 'chat.postMessage' });
    await office.raise(anOomKill());
    await new Promise((resolve) => setTimeout(resolve, 30));
    await office.restart();
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
    expect(office.workspace.calls.filter(({ method }) => method === 'conversations.history')).toEqual([]);
  });

  test('finishes a click that was acknowledged: no one has to click again', async () => {
    const office = await anOffice(
      { access: { channels: [], userGroups: ['S0SRE'] } },
      { userGroups: [{ id: 'S0SRE', handle: 'sre', users: ['dana'] }] },
    );
    await office.raise(anOomKill());
    const asked = await question(office);
    office.workspace.faults.add({ kind: 'slow', ms: 150, method: 'usergroups.users.list' });
    const receipt = await office.workspace.as('dana').click({ channel: CHANNEL, ts: asked.ts }, 'answer.yes');
    expect(receipt.acknowledged).toBe(true);
    await office.restart();
    await office.workspace.until(() => office.thread().length === 3);
    await office.settled();
    expect(isQuestion(asked)).toBe(false);
    expect(office.log).toEqual([]);
  });

  test('a click that no one acknowledged can be made again', async () => {
    const office = await anOffice({}, { ackTimeoutMs: 500 });
    await office.raise(anOomKill());
    const asked = await question(office);
    const click = office.workspace.as('dana').click({ channel: CHANNEL, ts: asked.ts }, 'answer.yes');
    await office.restart();
    await click;
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
    expect(office.log).toEqual([]);
  });
});
