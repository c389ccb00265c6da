import { expect, onTestFinished, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import { githubIssues } from '../../src/adapters/issue-desk/github.ts';
import { anOffice, anOomKill, CHANNEL, type Office, seen, slotOf } from '../support/bot.ts';
import { loopback } from '../support/loopback.ts';
import { answerAll } from './story.ts';

// A stand-in made from GitHub's published REST documents: an issue needs a title, the list has the newest first.
interface Issue {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body: string;
}

type Mishap = 'refuses' | 'loses the answer' | 'is no issue';

async function aGitHub(mishaps: Mishap[] = []) {
  const issues: Issue[] = [];
  const tokens = new Set<unknown>();
  const server = await loopback((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      tokens.add(request.headers.authorization);
      const [path] = (request.url ?? '').split('?', 1);
      if (path !== '/repos/acme/markets/issues') return void response.writeHead(404).end('{}');
      if (request.method === 'GET') return void response.end(JSON.stringify(issues.toReversed()));
      const mishap = mishaps.shift();
      if (mishap === 'refuses') return void response.writeHead(403).end('{}');
      if (mishap === 'is no issue') return void response.writeHead(201).end('[]');
      const { title, body } = JSON.parse(Buffer.concat(chunks).toString()) as Issue;
      const number = issues.length + 7;
      const issue = { number, html_url: `https://github.com/acme/markets/issues/${number}`, title, body };
      issues.push(issue);
      if (mishap === 'loses the answer') return void request.socket.destroy();
      response.writeHead(201).end(JSON.stringify(issue));
    });
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { issues, tokens, desk: githubIssues({ token: 'the-token', api: server.url }) };
}

/** A trigger opens a modal for three seconds: at this speed for 300 ms, in which a busy machine must get round to it. */
const SLOW = 10;

async function drafted(github: Awaited<ReturnType<typeof aGitHub>> | undefined) {
  const parts = github === undefined ? {} : { issueDesk: github.desk };
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
  const github = await aGitHub();
  const { office, view } = await drafted(github);
  expect(JSON.stringify(view.content)).toContain('Create issue files it at GitHub');
  const { receipt } = await office.workspace.as('dana').submit({ title: 'Bound the cache', body: 'As agreed.' });
  expect(receipt.acknowledged).toBe(true);
  await office.workspace.until(() => notes(office)[0]);
  expect(notes(office)[0]?.text).toMatch(
    /^📝 Issue <https:\/\/github\.com\/acme\/markets\/issues\/7\|acme\/markets#7> was filed · <@U0DANA> · /,
  );
  const [{ title, body }] = github.issues as [Issue];
  expect(title).toBe('Bound the cache');
  expect(body).toMatch(/^As agreed\.\n\n<!-- leakbot \S+\/1 -->$/);
  expect([...github.tokens]).toEqual(['Bearer the-token']);
  expect(office.log).toEqual([]);
});

test('where nothing was changed in it the whole draft is filed; twice it is one issue', async () => {
  const github = await aGitHub();
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
  const github = await aGitHub([mishap]);
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
  const github = await aGitHub(['loses the answer']);
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

test('without a token the draft is there to copy', async () => {
  const { office, view } = await drafted(undefined);
  expect(JSON.stringify(view.content)).toContain('Leakbot files nothing by itself');
  expect((await office.workspace.as('dana').submit()).receipt.acknowledged).toBe(true);
  await office.settled();
  expect(notes(office)).toEqual([]);
});

test.each([
  ['https://github.com/acme/markets', undefined, true],
  ['git@github.com:acme/markets.git', undefined, true],
  ['https://gitlab.com/acme/markets', undefined, false],
  ['https://github.com.example.org/acme/markets', 'github', false],
  ['https://github.example.com/acme/markets', 'github', false],
] as const)('the token of github.com is for %s: %s %s', async (url, host, takes) => {
  const { desk } = await aGitHub();
  expect(desk.takes({ url, host })).toBe(takes);
});

test('the token of another host is for its repositories alone', () => {
  const desk = githubIssues({ token: 't', base: 'https://github.example.com/' });
  expect(desk.takes({ url: 'https://github.example.com/acme/markets', host: 'github' })).toBe(true);
  expect(desk.takes({ url: 'https://github.com/acme/markets' })).toBe(false);
  expect(desk.takes(undefined)).toBe(false);
});
