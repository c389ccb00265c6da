import { describe, expect, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import { anOffice, anOomKill, CHANNEL, type Office, seen, slotOf } from '../support/bot.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { aTracker, type Mishap, type TrackerStandIn } from '../support/tracker-stand-ins.ts';
import { answerAll } from './story.ts';

/** A trigger opens a modal for three seconds: at this speed for 300 ms, in which a busy machine must get round to it. */
const SLOW = 10;

/** The service as it is recorded, with its code at another host. */
function servedFrom(url: string) {
  return () => Promise.resolve([{ ...recordedEvidence().service, repository: { url } }]);
}

async function drafted(tracker: TrackerStandIn | undefined, at?: string) {
  const parts = {
    issueDesks: tracker === undefined ? [] : [tracker.desk],
    ...(at === undefined ? {} : { services: servedFrom(at) }),
  };
  const office = await anOffice(parts, {}, 'socket', SLOW);
  await office.raise(anOomKill());
  const report = await answerAll(office);
  await office.settled();
  return { office, report, view: await drafts(office, report) };
}

async function drafts(office: Office, report: Message, person = 'dana') {
  const someone = office.workspace.as(person);
  await someone.click({ channel: CHANNEL, ts: report.ts }, 'draft-issue');
  return office.workspace.until(() => someone.view());
}

const notes = (office: Office) => office.thread().filter((message) => slotOf(message) === 'note/issue.1');

test('a draft is filed as it was left, and linked in the thread', async () => {
  const github = await aTracker('GitHub');
  const { office, view } = await drafted(github);
  expect(JSON.stringify(view.content)).toContain('Create issue files it at GitHub');
  const { receipt } = await office.workspace.as('dana').submit({ title: 'Bound the cache', body: 'As agreed.' });
  expect(receipt.acknowledged).toBe(true);
  await office.workspace.until(() => notes(office)[0]);
  expect(notes(office)[0]?.text).toMatch(
    /^📝 Issue <https:\/\/github\.com\/acme\/markets\/issues\/7\|acme\/markets#7> was filed · <@U0DANA> · /,
  );
  const [{ title, body } = { title: '', body: '' }] = github.issues;
  expect(title).toBe('Bound the cache');
  expect(body).toMatch(/^As agreed\.\n\n<!-- leakbot \S+\/1 -->$/);
  expect([...github.tokens]).toEqual(['Bearer the-token']);
  expect(office.log).toEqual([]);
});

test('where nothing was changed in it the whole draft is filed; twice it is one issue', async () => {
  const github = await aTracker('GitHub');
  const { office, report } = await drafted(github);
  await office.workspace.as('dana').submit();
  await office.workspace.until(() => notes(office)[0]);
  await drafts(office, report, 'sam');
  await office.workspace.as('sam').submit();
  await seen(() => office.workspace.as('sam').ephemerals().length === 1);
  expect(office.workspace.as('sam').ephemerals()[0]?.text).toMatch(/^It is filed already: <[^|]*\|acme\/markets#7>\.$/);
  await office.settled();
  expect(github.issues).toHaveLength(1);
  expect(notes(office)).toHaveLength(1);
  expect(github.issues[0]?.title).toMatch(/^markets-api: Heap leak in cache\.\(\*MarketsValueCache\)\.Put/);
  expect(github.issues[0]?.body).toContain('### What grew');
  expect(github.issues[0]?.body).toContain('- Thread: http');
});

test.each<[Mishap, RegExp]>([
  ['refuses', /The issue was not filed: .*GITHUB_ISSUES_TOKEN needs “Issues: read and write”/],
  ['loses the answer', /The issue was not filed: .*GitHub is unreachable/],
  ['is no issue', /The issue was not filed: .*no issue/],
])('where GitHub %s, who asked is answered; asked again there is one issue', async (mishap, answer) => {
  const github = await aTracker('GitHub', [mishap]);
  const { office, report } = await drafted(github);
  const dana = office.workspace.as('dana');
  await dana.submit();
  await seen(() => dana.ephemerals().length === 1);
  expect(dana.ephemerals()[0]?.text).toMatch(answer);
  expect(notes(office)).toEqual([]);
  await drafts(office, report);
  await dana.submit();
  await office.workspace.until(() => notes(office)[0]);
  expect(github.issues).toHaveLength(1);
});

test('a kill between the issue and its link leaves one issue and one link', async () => {
  const github = await aTracker('GitHub', ['loses the answer']);
  const { office } = await drafted(github);
  const dana = office.workspace.as('dana');
  await dana.submit();
  await seen(() => dana.ephemerals().length === 1);
  await office.settled();
  expect([github.issues.length, notes(office).length]).toEqual([1, 0]);
  // What a kill leaves before the answer is read: the submission, acknowledged and not done.
  const { payload } =
    office.workspace.deliveries.findLast(({ envelope }) => envelope.payload['type'] === 'view_submission')?.envelope ??
    {};
  const body = { ...payload, trigger_id: 'left' };
  await office.stores.gestures.keep({ key: 'trigger left', body, receivedAt: office.time.now() });
  await office.restart();
  await office.workspace.until(() => notes(office)[0]);
  await office.settled();
  expect(await office.bot().gesturesPending()).toBe(0);
  expect([github.issues.length, notes(office).length]).toEqual([1, 1]);
});

describe.each([
  [
    'GitLab',
    'https://gitlab.com/acme/markets',
    'https://gitlab.com/acme/markets/-/issues/7|acme/markets#7',
    /^the-token$/,
  ],
  ['Jira Cloud', undefined, '/browse/OPS-7|OPS-7', /^Basic ZGFuYUBhY21lLmV4YW1wbGU6dGhlLXRva2Vu$/],
  ['Jira Data Center', undefined, '/browse/OPS-7|OPS-7', /^Bearer the-token$/],
] as const)('%s', (kind, repository, linked, token) => {
  test('files a draft once, also where its answer was lost, and it is linked in the thread', async () => {
    const tracker = await aTracker(kind, ['loses the answer']);
    const { office, report, view } = await drafted(tracker, repository);
    expect(JSON.stringify(view.content)).toContain(`Create issue files it at ${kind.split(' ')[0]}`);
    const dana = office.workspace.as('dana');
    await dana.submit();
    await seen(() => dana.ephemerals().length === 1);
    expect(dana.ephemerals()[0]?.text).toMatch(/The issue was not filed: .* is unreachable/);
    await drafts(office, report);
    await dana.submit();
    await office.workspace.until(() => notes(office)[0]);
    expect(notes(office)[0]?.text).toContain(linked);
    expect(tracker.issues).toHaveLength(1);
    expect(tracker.issues[0]?.title).toMatch(/^markets-api: Heap leak in cache/);
    expect([...tracker.tokens].every((each) => token.test(String(each)))).toBe(true);
  });
});

test('without a token the draft is there to copy', async () => {
  const { office, view } = await drafted(undefined);
  expect(JSON.stringify(view.content)).toContain('Leakbot files nothing by itself');
  expect((await office.workspace.as('dana').submit()).receipt.acknowledged).toBe(true);
  await office.settled();
  expect(notes(office)).toEqual([]);
});
