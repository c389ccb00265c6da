import { expect, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { DAY, HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { metricsWith, type Rollout } from '../support/after-deploy.ts';
import { anOffice, anOomKill, CHANNEL, type Office, slotOf } from '../support/bot.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { answerAll, elementsOf, isConclusion, slotsOf, WHOLE_THREAD } from './story.ts';

const at = (message: Message) => ({ channel: CHANNEL, ts: message.ts });
const said = (message: Message | undefined) => JSON.stringify(message?.blocks);

/** The recorded leak, answered to its report; `deploy` lets another revision run from a minute later. */
async function reported() {
  let rollout: Rollout | undefined;
  const recorded = recordedEvidence();
  const known: { office?: Office } = {};
  const now = () => known.office?.time.now() ?? recorded.end;
  const office = await anOffice({ metrics: metricsWith(recorded.metrics, { rollout: () => rollout, now }) });
  known.office = office;
  await office.raise(anOomKill());
  const conclusion = await answerAll(office);
  const deploy = (revision: string, liveHeap: Rollout['liveHeap']) => {
    rollout = { revision, at: office.time.now() + MINUTE, liveHeap };
  };
  return { office, conclusion, deploy };
}

function line(office: Office, text: string): Promise<Message> {
  const look = () => office.thread().find((message) => slotOf(message) === 'note/fix.1' && message.text.includes(text));
  return office.workspace.until(look, { what: text, timeoutMs: 10_000 });
}

const FIXED = '7d1e0aa00bbccddeeff00112233445566778899aa';

test('after the next deploy Leakbot looks by itself and says in one line that the leak is gone', async () => {
  const { office, conclusion, deploy } = await reported();
  expect(said(conclusion)).toContain('I will check after the next deploy');
  deploy(FIXED, () => 15 * MiB);
  office.time.skip(20 * MINUTE);
  await office.settled();
  expect(slotsOf(office)).toEqual(WHOLE_THREAD);
  await office.restart();
  office.time.skip(40 * MINUTE);
  const answer = await line(office, 'fixed');
  expect(answer.text).toMatch(
    /^🟢 After the deploy of `7d1e0aa`: live heap level for \d+ min at .*traffic: \*fixed\*\.$/,
  );
  await office.settled();
  office.time.skip(DAY);
  await office.settled();
  expect(slotsOf(office)).toEqual([...WHOLE_THREAD, 'note/fix.1']);
  expect(said(office.thread().find(isConclusion))).not.toContain('I will check');
  expect([...(office.thread()[0]?.reactions.keys() ?? [])]).toEqual(['white_check_mark', 'large_green_circle']);
  expect(office.log).toEqual([]);
});

test('a deploy that fixes nothing is said, and the same line reports about the one that does', async () => {
  const { office, deploy } = await reported();
  deploy('8888888000000000000000000000000000000000', (hours) => (15 + 30 * hours) * MiB);
  office.time.skip(3 * HOUR);
  const answer = await line(office, 'not fixed');
  expect(answer.text).toMatch(/^🔴 After the deploy of `8888888`: live heap still grows (29|30|31)(\.\d)? MiB\/h/);
  await office.settled();
  expect([...(office.thread()[0]?.reactions.keys() ?? [])]).toEqual(['white_check_mark', 'red_circle']);
  deploy(FIXED, () => 15 * MiB);
  office.time.skip(2 * HOUR);
  expect((await line(office, '*fixed*')).ts).toBe(answer.ts);
  await office.settled();
  expect([...(office.thread()[0]?.reactions.keys() ?? [])]).toEqual(['white_check_mark', 'large_green_circle']);
});

test('nothing is said where no deploy comes', async () => {
  const { office } = await reported();
  for (let day = 0; day < 16; day += 1) {
    office.time.skip(DAY);
    await office.settled();
  }
  expect(slotsOf(office)).toEqual(WHOLE_THREAD);
  expect(office.log).toEqual([]);
});

test('the same path again links to the earlier thread', async () => {
  const { office } = await reported();
  const [first] = office.thread();
  await office.workspace.as('sam').command('/leak markets-api', CHANNEL);
  const second = await office.workspace.until(() =>
    office.workspace.messages(CHANNEL).find((message) => slotOf(message) === 'root' && message !== first),
  );
  const thread = () => office.workspace.thread(at(second));
  const question = await office.workspace.until(() => thread().find((message) => elementsOf(message).length > 4), {
    what: 'a question',
    timeoutMs: 10_000,
  });
  await office.workspace.as('sam').choose(at(question), 'more', 'Run the rest for me');
  const again = await office.workspace.until(() => thread().find(isConclusion), {
    what: 'a report',
    timeoutMs: 15_000,
  });
  expect(said(again)).toMatch(
    new RegExp(`Same path as in the report of.*<http[^|]+${first?.ts.replace('.', '')}[^|]*\\|that thread>`),
  );
});

test('people say whether it was right, and change their minds', async () => {
  const { office, conclusion } = await reported();
  const dana = office.workspace.as('dana');
  const buttons = () => elementsOf(conclusion).map((element) => (element as { text?: { text: string } }).text?.text);
  await dana.click(at(conclusion), 'rate.right');
  await office.workspace.as('sam').click(at(conclusion), 'rate.right');
  await office.workspace.until(() => buttons().includes('👍 2'));
  await dana.click(at(conclusion), 'rate.wrong');
  await office.workspace.until(() => buttons().includes('👎 1') && buttons().includes('👍 1'));
  expect(await office.bot().ratings()).toEqual([{ kind: 'heap-leak', right: 1, wrong: 1 }]);
});

test('an issue is drafted with its paths, links and thread; too late for a modal, as a message', async () => {
  const { office, conclusion } = await reported();
  office.workspace.faults.add({ kind: 'error', error: 'expired_trigger_id', method: 'views.open' });
  const dana = office.workspace.as('dana');
  await dana.click(at(conclusion), 'draft-issue');
  await office.workspace.until(() => dana.ephemerals().at(-1));
  const text = dana.ephemerals().at(-1)?.text;
  expect(text).toMatch(/^```\nmarkets-api: Heap leak in cache\.\(\*MarketsValueCache\)\.Put.*### What grew.*```$/s);
  expect(text).toContain('[cache/cache.go:30](https://github.com/acme/markets/blob/4f2c1a9');
  expect(text).toContain('- Thread: http');
});
