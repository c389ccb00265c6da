import { describe, expect, test } from 'vitest';
import { githubIssues } from '../../../src/adapters/issue-desk/github.ts';
import { gitlabIssues } from '../../../src/adapters/issue-desk/gitlab.ts';
import { jiraIssues } from '../../../src/adapters/issue-desk/jira.ts';
import { loopback } from '../../support/loopback.ts';
import { aTracker, type TrackerKind } from '../../support/tracker-stand-ins.ts';

const REPOSITORIES: Readonly<Record<TrackerKind, { readonly url: string } | undefined>> = {
  GitHub: { url: 'https://github.com/acme/markets' },
  GitLab: { url: 'https://gitlab.com/acme/markets' },
  'Jira Cloud': undefined,
  'Jira Data Center': undefined,
};
const ISSUE = { title: 'x'.repeat(300), body: '### What grew\n/close\n- `a`', mark: 'leakbot 3f2a1c/1' };

describe.each(Object.keys(REPOSITORIES) as TrackerKind[])('%s', (kind) => {
  const repository = REPOSITORIES[kind];

  test('has one issue of a mark, however often it is filed, and another of another', async () => {
    const { desk, issues } = await aTracker(kind);
    const first = await desk.file(repository, ISSUE);
    expect(await desk.file(repository, ISSUE)).toEqual(first);
    expect(issues).toHaveLength(1);
    expect(await desk.file(repository, { ...ISSUE, mark: 'leakbot 3f2a1c/2' })).not.toEqual(first);
    expect(issues).toHaveLength(2);
    expect(issues[0]?.title.length).toBeLessThanOrEqual(256);
  });

  test('is checked without filing anything', async () => {
    const { desk, issues } = await aTracker(kind);
    expect(await desk.check(repository)).toMatch(/ISSUES_TOKEN (reads|sees|may)/);
    expect(issues).toEqual([]);
  });
});

test('an issue whose answer Jira lost is found as soon as its search sees it', async () => {
  let searches = 0;
  let filed = '';
  await using server = await loopback((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'POST') {
        filed = (JSON.parse(Buffer.concat(chunks).toString()) as { fields: { description: string } }).fields
          .description;
        return void request.socket.destroy();
      }
      searches += 1;
      const issues = filed === '' || searches < 4 ? [] : [{ key: 'OPS-7', fields: { description: filed } }];
      response.end(JSON.stringify({ issues }));
    });
  });
  const desk = jiraIssues({ url: server.url, project: 1, issueType: 2, token: 't', lookAgainAfter: [1, 1, 1] });
  expect(await desk.file(undefined, ISSUE)).toEqual({ name: 'OPS-7', url: `${server.url}/browse/OPS-7` });
});

test('what Jira wants is named, a line that GitLab would obey is text', async () => {
  await using server = await loopback((request, response) => {
    if (request.method === 'GET') return void response.end('{"issues":[]}');
    response.writeHead(400).end('{"errorMessages":[],"errors":{"customfield_10010":"Team is required."}}');
  });
  const desk = jiraIssues({ url: server.url, project: 1, issueType: 2, token: 't' });
  await expect(desk.file(undefined, ISSUE)).rejects.toThrow('Jira answered 400: customfield_10010: Team is required.');
  const { desk: gitlab, issues } = await aTracker('GitLab');
  await gitlab.file(REPOSITORIES.GitLab, ISSUE);
  expect(issues[0]?.body).toContain('\n\\/close\n');
});

test.each([
  [{ permissions: { CREATE_ISSUES: { havePermission: false } } }, /lacks BROWSE_PROJECTS and CREATE_ISSUES/],
  [{}, /something that is no issue/],
])('a token that may not create issues in Jira is named: %j', async (answer, problem) => {
  await using server = await loopback((_, response) => void response.end(JSON.stringify(answer)));
  const desk = jiraIssues({ url: server.url, project: 1, issueType: 2, token: 't' });
  await expect(desk.check(undefined)).rejects.toThrow(problem);
});

test('a project of GitLab without issues is named', async () => {
  await using server = await loopback((_, response) => void response.end('{"issues_enabled":false}'));
  const desk = gitlabIssues({ token: 't', api: server.url });
  await expect(desk.check(REPOSITORIES.GitLab)).rejects.toThrow('issues are turned off in acme/markets');
});

test.each([
  ['https://github.com/acme/markets', undefined, 'github'],
  ['git@github.com:acme/markets.git', undefined, 'github'],
  ['https://gitlab.com/acme/shop/markets', undefined, 'gitlab'],
  ['https://github.com.example.org/acme/markets', 'github', undefined],
  ['https://github.example.com/acme/markets', 'github', undefined],
  ['https://gitlab.example.com/acme/markets', 'gitlab', undefined],
] as const)('of the tokens of the public hosts %s (%s) gets that of %s', (url, host, whose) => {
  const desks = { github: githubIssues({ token: 't' }), gitlab: gitlabIssues({ token: 't' }) };
  const takes = Object.entries(desks).flatMap(([name, desk]) => (desk.takes({ url, host }) ? [name] : []));
  expect(takes).toEqual(whose === undefined ? [] : [whose]);
});

test('the token of another host is for its repositories alone', () => {
  const github = githubIssues({ token: 't', base: 'https://github.example.com/' });
  expect(github.takes({ url: 'https://github.example.com/acme/markets', host: 'github' })).toBe(true);
  expect(github.takes({ url: 'https://github.com/acme/markets' })).toBe(false);
  expect(github.takes(undefined)).toBe(false);
  const gitlab = gitlabIssues({ token: 't', base: 'https://gitlab.example.com' });
  expect(gitlab.takes({ url: 'https://gitlab.example.com/a/b/c' })).toBe(true);
});
