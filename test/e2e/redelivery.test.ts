import { describe, expect, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import { anOffice, anOomKill, CHANNEL, type Office, slotOf } from '../support/bot.ts';
import { answerAll, isQuestion, question, slotsOf, WHOLE_THREAD } from './story.ts';

const at = (message: Message) => ({ channel: CHANNEL, ts: message.ts });

/** What a person did last, as Slack names it. */
function lastGesture(office: Office): string {
  const ids = office.workspace.deliveries.filter(({ envelope }) => envelope.type !== 'events_api').map(({ id }) => id);
  return ids.at(-1) ?? '';
}

const whispers = (office: Office, person: string) => office.workspace.as(person).ephemerals();

// The same envelope over Socket Mode, the same signed body with the retry headers over HTTP.
describe.each(['socket', 'http'] as const)('the very same payload again, by %s', (mode) => {
  async function asked(): Promise<{ office: Office; first: Message }> {
    const office = await anOffice({}, {}, mode);
    await office.raise(anOomKill());
    const first = await question(office);
    await office.settled();
    return { office, first };
  }

  test('an answer: one answer, one next question, and no word about it', async () => {
    const { office, first } = await asked();
    await office.workspace.as('dana').click(at(first), 'answer.yes');
    const again = await office.workspace.redeliver(lastGesture(office));
    expect(again.acknowledged).toBe(true);
    await office.workspace.until(() => office.thread().length === 3);
    await office.settled();
    await office.workspace.redeliver(lastGesture(office));
    await office.settled();
    expect(slotsOf(office)).toEqual(WHOLE_THREAD.slice(0, 3));
    expect(whispers(office, 'dana')).toEqual([]);
    expect(office.workspace.deliveries.find(({ id }) => id === lastGesture(office))?.receipts).toHaveLength(3);
  });

  test('an old “Change” and an old answer do not undo what was said meanwhile', async () => {
    const { office, first } = await asked();
    const dana = office.workspace.as('dana');
    await dana.click(at(first), 'answer.no');
    const no = lastGesture(office);
    await office.workspace.until(() => !isQuestion(first));
    await dana.click(at(first), 'change');
    const change = lastGesture(office);
    await office.workspace.until(() => isQuestion(first));
    await office.workspace.redeliver(no);
    await dana.click(at(first), 'answer.yes');
    await office.workspace.until(() => !isQuestion(first));
    await office.settled();
    await office.workspace.redeliver(change);
    await office.settled();
    expect(isQuestion(first)).toBe(false);
    expect(first.text).toContain('Yes');
    expect(whispers(office, 'dana')).toEqual([]);
  });

  test('also after a restart in between', async () => {
    const { office, first } = await asked();
    await office.workspace.as('dana').click(at(first), 'answer.yes');
    const click = lastGesture(office);
    await office.workspace.until(() => office.thread().length === 3);
    await office.restart();
    if (mode === 'socket') await office.workspace.until(() => office.workspace.connections() > 0);
    await office.workspace.redeliver(click);
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
    expect(whispers(office, 'dana')).toEqual([]);
  });

  test('a command: one thread, and no one hears that it runs already', async () => {
    const office = await anOffice({}, {}, mode);
    await office.workspace.as('dana').command('/leak markets-api', CHANNEL);
    await office.workspace.redeliver(lastGesture(office));
    await question(office);
    await office.settled();
    expect(office.workspace.messages(CHANNEL).map(slotOf)).toEqual(['root']);
    expect(whispers(office, 'dana')).toEqual([]);
  });
});
