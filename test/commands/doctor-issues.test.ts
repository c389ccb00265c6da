import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { examine } from '../../src/commands/doctor.ts';
import { aTracker } from '../support/tracker-stand-ins.ts';

const NOW = Date.UTC(2026, 10, 23, 12);

/** What doctor says about issues, as `state | text`. */
async function reported(env: Record<string, string>, yaml: object): Promise<readonly string[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'leakbot-doctor-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(join(cwd, 'leakbot.yaml'), JSON.stringify(yaml));
  const sections = await examine({ env, cwd, clock: { now: () => NOW } });
  const about = sections.filter(({ subject }) => subject === 'issues' || subject === 'settings');
  return about
    .flatMap(({ checks }) => checks.map(({ state, says }) => `${state} | ${says}`))
    .filter((line) => /issue|GIT\w+_URL/i.test(line));
}

const servicesAt = (host: 'github' | 'gitlab', ...urls: readonly string[]) => ({
  services: urls.map((url, index) => ({ name: `api-${index}`, repository: { url: `${url}/acme/markets`, host } })),
});

test.each([
  ['GitHub', 'github'],
  ['GitLab', 'gitlab'],
] as const)('the token for issues of %s, at a host of one’s own, is tried', async (kind, host) => {
  const tracker = await aTracker(kind);
  const setting = `${host.toUpperCase()}_ISSUES_TOKEN`;
  expect(await reported({ [setting]: 'the-token' }, servicesAt(host, tracker.url))).toEqual([
    expect.stringMatching(new RegExp(`^ok \\| ${setting} (reads|sees) .*acme/markets`)),
  ]);
  // The address of the host alone does for it.
  const said = { [setting]: 'the-token', [`${host.toUpperCase()}_URL`]: tracker.url };
  expect(await reported(said, servicesAt(host, tracker.url))).toHaveLength(1);
  expect([...tracker.tokens].join()).toMatch(/the-token$/);
  expect(tracker.issues).toEqual([]);
});

test('repositories at two hosts: the token is shown to neither', async () => {
  const trackers = [await aTracker('GitHub'), await aTracker('GitHub')];
  const lines = await reported(
    { GITHUB_ISSUES_TOKEN: 'the-token' },
    servicesAt('github', ...trackers.map(({ url }) => url)),
  );
  expect(lines).toEqual([expect.stringMatching(/^fault \| repositories lie on several hosts/)]);
  expect(trackers.flatMap(({ tokens }) => [...tokens])).toEqual([]);
});

test('a token that is refused, and one that nothing can be tried with', async () => {
  const tracker = await aTracker('GitLab');
  const elsewhere = { services: [{ name: 'x', repository: { url: `${tracker.url}/acme/other`, host: 'gitlab' } }] };
  expect(await reported({ GITLAB_ISSUES_TOKEN: 'the-token' }, elsewhere)).toEqual([
    expect.stringMatching(/^fault \| GitLab answered 404: GITLAB_ISSUES_TOKEN needs the scope api/),
  ]);
  expect(await reported({ GITLAB_ISSUES_TOKEN: 'the-token' }, {})).toEqual([
    expect.stringMatching(/^warning \| no repository in leakbot\.yaml lies where GITLAB_ISSUES_TOKEN/),
  ]);
});

test('Jira is tried in the project that leakbot.yaml names', async () => {
  const tracker = await aTracker('Jira Cloud');
  const env = { JIRA_ISSUES_TOKEN: 'the-token', JIRA_ISSUES_USER: 'dana@acme.example' };
  const issues = { jira: { url: tracker.url, project: 10_000, issueType: 10_004 } };
  expect(await reported(env, { issues })).toEqual([
    expect.stringMatching(/^ok \| JIRA_ISSUES_TOKEN may create issues in project 10000 of http/),
  ]);
  expect(await reported(env, {})).toEqual([expect.stringMatching(/^fault \| leakbot\.yaml names no project of Jira/)]);
});
