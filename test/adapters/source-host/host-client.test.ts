import { expect, test } from 'vitest';
import { hostClient } from '../../../src/adapters/source-host/host-client.ts';
import { codeHost, codeHostStandIn } from '../../support/code-host-stand-in.ts';
import { NOON } from '../../support/investigations.ts';

const NEVER = new AbortController().signal;

// The names in an address are checked before: this is what holds if a check of them is ever forgotten.
test.each([
  ['of the repository itself', '/repos/acme/markets/contents/a.go', true],
  ['of another repository', '/repos/acme/other/contents/a.go', false],
  ['that climbs out of it', '/repos/acme/markets/contents/../../other/contents/a.go', false],
  ['that climbs out of it, encoded', '/repos/acme/markets/contents/%2e%2e/%2E%2E/other/contents/a.go', false],
  ['of a repository whose name begins alike', '/repos/acme/markets-secret/contents/a.go', false],
  ['of the user', '/user', false],
])('with the token an address %s is asked for: %s', async (_, path, isAsked) => {
  await using host = await codeHostStandIn({
    kind: 'github',
    repository: 'acme/markets',
    token: 'right',
    files: {},
    before: (_request, response) => response.writeHead(200).end('{}') !== undefined,
  });
  const client = hostClient({ ...codeHost('github'), base: host.url, token: 'right' }, { clock: { now: () => NOON } });
  const url = new URL(`${host.url}/api/v3${path}`);
  const answer = await client.get({ repository: 'acme/markets', url }, { accept: 'json', what: 'a.go' }, NEVER);
  expect(answer.kind).toBe(isAsked ? 'found' : 'failed');
  expect(host.requests).toHaveLength(isAsked ? 1 : 0);
});
