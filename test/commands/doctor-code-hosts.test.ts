import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { examine } from '../../src/commands/doctor.ts';
import { type CodeHostPlan, codeHostStandIn } from '../support/code-host-stand-in.ts';

const NOW = Date.UTC(2026, 10, 23, 12);

/** What doctor says about hosts of code, as `subject | state | text → remedy`. */
async function reported(env: Record<string, string>, repositories: readonly object[]): Promise<readonly string[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'leakbot-doctor-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const services = repositories.map((repository, i) => ({ name: `api-${i}`, repository }));
  writeFileSync(join(cwd, 'leakbot.yaml'), JSON.stringify({ services }));
  const sections = await examine({ env, cwd, clock: { now: () => NOW } });
  return sections
    .filter(({ subject }) => /^Git|^GITHUB|^GITLAB|settings/.test(subject))
    .flatMap(({ subject, checks }) =>
      checks.map(({ state, says, fix }) => [subject, state, fix === undefined ? says : `${says} → ${fix}`].join(' | ')),
    )
    .filter((line) => !/^settings \| (ok|warning|fault \| [A-Z_]+: is missing)/.test(line));
}

const PLAN: CodeHostPlan = { kind: 'github', repository: 'acme/markets', token: 'right', files: {} };
const UNENCRYPTED = /\| warning \| GIT(HUB|LAB)_TOKEN travels to .* unencrypted → Use https\./;

test.each([
  ['a good token', PLAN, 'right', ['acme/markets'], [/\| ok \| GITHUB_TOKEN reads acme\/markets$/]],
  [
    'GitLab',
    { ...PLAN, kind: 'gitlab', repository: 'a/b/c' } as const,
    'right',
    ['a/b/c'],
    [/\| ok \| GITLAB_TOKEN reads a\/b\/c$/],
  ],
  ['a bad one', PLAN, 'wrong', ['acme/markets'], [/\| fault \| .*\(401\)\. → Write a valid token into GITHUB_TOKEN/]],
  [
    'one that sees not everything',
    PLAN,
    'right',
    ['acme/markets', 'acme/other'],
    [
      /\| ok \| GITHUB_TOKEN reads acme\/markets$/,
      /\| fault \| acme\/other is not there, or hidden from GITHUB_TOKEN → .*Contents: read-only/,
    ],
  ],
])('%s', async (_, plan, token, repositories, expected) => {
  await using host = await codeHostStandIn(plan);
  const lines = await reported(
    { [plan.kind === 'github' ? 'GITHUB_TOKEN' : 'GITLAB_TOKEN']: token },
    repositories.map((each) => ({ url: `${host.url}/${each}`, host: plan.kind })),
  );
  expect(lines).toEqual([UNENCRYPTED, ...expected].map((each) => expect.stringMatching(each) as string));
});

test('repositories on two hosts: the token is shown to neither until it is said whose it is', async () => {
  await using one = await codeHostStandIn(PLAN);
  await using two = await codeHostStandIn(PLAN);
  const repositories = [one, two].map(({ url }) => ({ url: `${url}/acme/markets`, host: 'github' }));
  expect(await reported({ GITHUB_TOKEN: 'right' }, repositories)).toEqual([
    `GITHUB_TOKEN | fault | repositories lie on several hosts (${one.url}, ${two.url}), and GITHUB_TOKEN is shown to none of them → Set GITHUB_URL to the one that the token belongs to.`,
  ]);
  expect([...one.requests, ...two.requests]).toEqual([]);
  const said = await reported({ GITHUB_TOKEN: 'right', GITHUB_URL: two.url }, repositories);
  expect(said).toContain(`GitHub at ${two.url} | ok | GITHUB_TOKEN reads acme/markets`);
  expect([one.requests.length, two.requests.length]).toEqual([0, 1]);
});

test('a token that no repository needs is said to be untried', async () => {
  expect(await reported({ GITLAB_TOKEN: 'right' }, [{ url: 'https://github.com/acme/markets' }])).toEqual([
    expect.stringMatching(/^GitLab at https:\/\/gitlab\.com \| warning \| no repository .* the token was not tried → /),
  ]);
});

test('the address of a host without its token is a fault', async () => {
  expect(await reported({ GITHUB_URL: 'https://ghe.acme.io' }, [])).toContain(
    'settings | fault | GITHUB_URL: says whose GITHUB_TOKEN is, which is not set: set that too',
  );
});
