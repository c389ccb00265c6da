import { expect, onTestFinished, test, vi } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import { anOffice, anOomKill, CHANNEL, type Office } from '../support/bot.ts';
import { answerAll, question } from './story.ts';

const at = (message: Message) => ({ channel: CHANNEL, ts: message.ts });

/**
 * What a click costs until its event is stored (or, where it stores none, until it is done): how often the investigation
 * is loaded, and how often its state is parsed. What follows, the look and the messages, is work of its own.
 */
async function costOf(office: Office, click: () => Promise<unknown>) {
  const { store } = office.bot();
  await office.settled();
  const steps: ('load' | 'parse' | 'save')[] = [];
  const { load, save } = store;
  vi.spyOn(store, 'load').mockImplementation((id) => {
    steps.push('load');
    return load.call(store, id);
  });
  vi.spyOn(store, 'save').mockImplementation((change) => {
    steps.push('save');
    return save.call(store, change);
  });
  const parse = JSON.parse;
  vi.spyOn(JSON, 'parse').mockImplementation((text, reviver) => {
    if (text.includes('"conclusionAttempt"')) steps.push('parse');
    return parse(text, reviver) as unknown;
  });
  onTestFinished(() => void vi.restoreAllMocks());
  await click();
  await office.settled();
  vi.restoreAllMocks();
  const stored = steps.indexOf('save');
  return stored < 0 ? steps : steps.slice(0, stored);
}

test('an answer loads its investigation once and parses it once', async () => {
  const office = await anOffice();
  await office.raise(anOomKill());
  const first = await question(office);
  const dana = office.workspace.as('dana');
  expect(await costOf(office, () => dana.click(at(first), 'answer.yes'))).toEqual(['load', 'parse']);
});

test('so do a rating and the draft of an issue', async () => {
  const office = await anOffice();
  await office.raise(anOomKill());
  const conclusion = await answerAll(office);
  const dana = office.workspace.as('dana');
  for (const action of ['rate.right', 'draft-issue']) {
    expect(await costOf(office, () => dana.click(at(conclusion), action)), action).toEqual(['load', 'parse']);
  }
});
