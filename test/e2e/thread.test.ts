import { expect, test } from 'vitest';
import { anOffice, anOomKill } from '../support/bot.ts';
import { answerAll, slotsOf, WHOLE_THREAD } from './story.ts';

test('an OOM kill becomes one thread, answered on to its finding', async () => {
  const office = await anOffice();
  await office.raise(anOomKill());
  const conclusion = await answerAll(office);
  expect(slotsOf(office)).toEqual(WHOLE_THREAD);
  expect(conclusion.text).toContain('leak');
  expect(office.log).toEqual([]);
});
