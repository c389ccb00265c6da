import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sourceHost } from '../../../src/adapters/source-host/source-host.ts';
import { sqlSourceCache } from '../../../src/adapters/stores/source-cache.ts';
import type { Database } from '../../../src/adapters/stores/tables.ts';
import { MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import type { ReadableCode } from '../../../src/service/readable-code.ts';
import { parseRepositoryUrl, type RepositoryPage } from '../../../src/service/repository-url.ts';
import { type CodeHost, type CodeHostPlan, codeHost, codeHostStandIn } from '../../support/code-host-stand-in.ts';
import { NOON } from '../../support/investigations.ts';
import { loopback } from '../../support/loopback.ts';
import { anEmptyDatabase } from '../../support/test-database.ts';

const COMMIT = '4f2c1a9d0b7e6c5a4f2c1a9d0b7e6c5a4f2c1a9d';
const CODE = 'package cache\n\nfunc Put() {}\n';
const NEVER = new AbortController().signal;

let database: Database;
let now = NOON;
const clock = { now: () => now };
beforeEach(async () => {
  now = NOON;
  database = await anEmptyDatabase();
});
afterEach(() => database.destroy());

function page(url: string, kind: 'github' | 'gitlab'): RepositoryPage {
  const parsed = parseRepositoryUrl(url, kind);
  if (parsed === undefined) throw new Error(`${url} is no repository`);
  return parsed;
}

async function standIn(changes: Partial<CodeHostPlan> = {}): Promise<CodeHost> {
  const kind = changes.kind ?? 'github';
  return codeHostStandIn({
    kind,
    repository: kind === 'github' ? 'acme/markets' : 'acme/team/markets',
    token: 'right',
    files: { [COMMIT]: { 'internal/cache/c d.go': CODE }, main: { 'a.go': 'one' } },
    ...changes,
  });
}

function allOf(...bases: readonly string[]): ReadableCode {
  return { repositories: [], owners: bases.map((base) => `${base}/acme`), publicOwners: [] };
}

function connect(host: CodeHost, timeout = 10_000) {
  const { kind, repository } = host.plan;
  const bounds = { timeout, maxBytes: 64 * 1024 };
  const reader = sourceHost([{ ...codeHost(kind), base: host.url, token: 'right' }], {
    clock,
    bounds,
    cache: sqlSourceCache(database, clock),
    readable: allOf(host.url),
  });
  const at = { page: page(`${host.url}/${repository}`, kind), revision: COMMIT };
  const text = (path = 'internal/cache/c d.go', revision = COMMIT) => reader.text({ ...at, revision, path }, NEVER);
  return { reader, at, text };
}

describe.each(['github', 'gitlab'] as const)('%s', (kind) => {
  test('a file is read at its revision, once', async () => {
    await using host = await standIn({ kind });
    const { text } = connect(host);
    expect(await text()).toEqual({ kind: 'found', value: CODE });
    // Another process, the same store.
    expect(await connect(host).text()).toEqual({ kind: 'found', value: CODE });
    expect(host.requests).toHaveLength(1);
  });

  test('a branch is read again after some minutes, and so is what was not there', async () => {
    await using host = await standIn({ kind });
    const { text } = connect(host);
    expect(await text('a.go', 'main')).toEqual({ kind: 'found', value: 'one' });
    expect(await text('b.go')).toEqual({ kind: 'absent' });
    host.plan = { ...host.plan, files: { [COMMIT]: { 'b.go': 'there' }, main: { 'a.go': 'two' } } };
    expect([await text('a.go', 'main'), await text('b.go')]).toEqual([
      { kind: 'found', value: 'one' },
      { kind: 'absent' },
    ]);
    now += 11 * MINUTE;
    expect([await text('a.go', 'main'), await text('b.go')]).toEqual([
      { kind: 'found', value: 'two' },
      { kind: 'found', value: 'there' },
    ]);
  });

  test('the paths of the repository, however many pages they take', async () => {
    const names = Array.from({ length: 25 }, (_, i) => `src/file ${i}.js`);
    const files = { [COMMIT]: Object.fromEntries(names.map((name) => [name, ''])) };
    await using host = await standIn({ kind, files, pageSize: 10 });
    const { reader, at } = connect(host);
    expect(await reader.paths(at, NEVER)).toEqual({ kind: 'found', value: names });
    expect(host.requests).toHaveLength(kind === 'github' ? 1 : 3);
  });

  test.each([
    [401, /does not know the token \(401\)/, /(GITHUB|GITLAB)_TOKEN: it may have expired/],
    [403, /may not read .* \(403\)/, /the right to: (Contents|the scope read_api)/],
    [500, /answered 500/, /Look further/],
  ])('%i is a gap that says what to do', async (status, missing, fix) => {
    await using host = await standIn({ kind, before: (_, response) => response.writeHead(status).end() !== undefined });
    expect(await connect(host).text()).toMatchObject({
      kind: 'failed',
      gap: { missing: expect.stringMatching(missing) as string, fix: expect.stringMatching(fix) as string },
    });
  });

  test('a repository that does not exist, or is hidden', async () => {
    await using host = await standIn({ kind, repository: 'acme/other' });
    const { reader } = connect(host);
    const at = { page: page(`${host.url}/acme/markets`, kind), revision: COMMIT };
    expect(await reader.text({ ...at, path: 'a.go' }, NEVER)).toEqual({ kind: 'absent' });
    expect(await reader.paths(at, NEVER)).toEqual({ kind: 'absent' });
  });
});

describe('a host in trouble', () => {
  const failing = async (host: CodeHost, timeout?: number) => {
    const answer = await connect(host, timeout).text();
    return answer.kind === 'failed' ? answer.gap.missing : answer;
  };

  test('a file of 5 MB is not swallowed', async () => {
    await using host = await standIn({ files: { [COMMIT]: { 'internal/cache/c d.go': 'x'.repeat(5_000_000) } } });
    expect(await failing(host)).toBe('The code is not shown: internal/cache/c d.go has more than 64 KiB.');
  });

  test('one that does not answer', async () => {
    await using host = await standIn({ before: () => true });
    expect(await failing(host, 100)).toMatch(/did not answer within/);
  });

  test('one that is not there', async () => {
    const host = await standIn();
    await host[Symbol.asyncDispose]();
    expect(await failing(host)).toMatch(/cannot be reached: .*ECONNREFUSED/);
  });

  test('a list of files that is none', async () => {
    await using host = await standIn({
      before: (_, response) => response.writeHead(200).end('<html>sign in</html>') !== undefined,
    });
    const { reader, at } = connect(host);
    expect(await reader.paths(at, NEVER)).toMatchObject({
      kind: 'failed',
      gap: { fix: expect.stringMatching(/repository\.url/) as string },
    });
  });

  test.each([
    ['GitHub leaves some out', { kind: 'github', truncated: true }],
    ['GitLab has no end of pages', { kind: 'gitlab', pageSize: 1 }],
  ] as const)('a repository with too many files: %s', async (_, changes) => {
    const files = { [COMMIT]: Object.fromEntries(Array.from({ length: 40 }, (__, i) => [`${i}.js`, ''])) };
    await using host = await standIn({ ...changes, files });
    const { reader, at } = connect(host);
    expect(await reader.paths(at, NEVER)).toMatchObject({
      kind: 'failed',
      gap: { fix: expect.stringMatching(/repository\.root/) as string },
    });
  });

  test('the caller’s own abort is thrown', async () => {
    await using host = await standIn({ before: () => true });
    const { reader, at } = connect(host);
    const stop = new AbortController();
    const reading = reader.text({ ...at, path: 'a.go' }, stop.signal);
    stop.abort(new Error('reported to stop'));
    await expect(reading).rejects.toThrow('reported to stop');
  });
});

describe('a limit of the rate', () => {
  const reset = String(NOON / SECOND + 600);
  test.each([
    ['GitHub’s primary limit', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }, '12:10'],
    ['GitHub’s secondary limit', 403, { 'retry-after': '120' }, '12:02'],
    ['GitLab’s', 429, { 'retry-after': '60', 'ratelimit-remaining': '0', 'ratelimit-reset': reset }, '12:01'],
    ['one that says nothing', 429, {}, '12:01'],
    ['one that asks for a year', 429, { 'retry-after': '31536000' }, '13:00'],
  ])('%s: no one asks again before it ends', async (_, status, headers, until) => {
    let limited = true;
    await using host = await standIn({
      before: (__, response) => limited && response.writeHead(status, headers).end() !== undefined,
    });
    const { text } = connect(host);
    const gap = {
      missing: `The code is not shown: GitHub at ${host.url} limits how often it may be asked until ${until} UTC.`,
    };
    expect(await text()).toMatchObject({ kind: 'failed', gap });
    expect(await text()).toMatchObject({ kind: 'failed', gap });
    expect(host.requests).toHaveLength(1);
    limited = false;
    now += 61 * MINUTE;
    expect(await text()).toMatchObject({ kind: 'found' });
  });
});

describe('a token is shown to its own host only', () => {
  test('a renamed repository is followed on the host', async () => {
    await using host = await standIn({
      before: (request, response) =>
        request.url?.includes('/repos/acme/markets/') === true &&
        response.writeHead(301, { location: (request.url ?? '').replace('acme/markets', 'acme/quotes') }).end() !==
          undefined,
      repository: 'acme/quotes',
    });
    const { reader } = connect(host);
    const at = { page: page(`${host.url}/acme/markets`, 'github'), revision: COMMIT };
    expect(await reader.text({ ...at, path: 'internal/cache/c d.go' }, NEVER)).toEqual({ kind: 'found', value: CODE });
  });

  test('a redirect to another host is not followed', async () => {
    const seen: unknown[] = [];
    await using thief = await loopback((request, response) => {
      seen.push(request.headers.authorization);
      response.end('stolen');
    });
    await using host = await standIn({
      before: (_, response) => response.writeHead(302, { location: `${thief.url}/x` }).end() !== undefined,
    });
    expect(await connect(host).text()).toMatchObject({
      kind: 'failed',
      gap: {
        missing: `The code is not shown: GitHub at ${host.url} redirects to ${thief.url}/x, where the token does not belong.`,
      },
    });
    expect(seen).toEqual([]);
  });

  test('a next page on another host is not asked for', async () => {
    const seen: unknown[] = [];
    await using thief = await loopback((request, response) => {
      seen.push(request.headers.authorization);
      response.end('[]');
    });
    await using host = await standIn({
      kind: 'gitlab',
      before: (_, response) =>
        response.writeHead(200, { link: `<${thief.url}/next>; rel="next"` }).end('[]') !== undefined,
    });
    const { reader, at } = connect(host);
    expect(await reader.paths(at, NEVER)).toMatchObject({ kind: 'failed' });
    expect(seen).toEqual([]);
  });

  test('redirects in circles end', async () => {
    await using host = await standIn({
      before: (request, response) => response.writeHead(302, { location: request.url }).end() !== undefined,
    });
    expect(await connect(host).text()).toMatchObject({ kind: 'failed' });
    expect(host.requests).toHaveLength(3);
  });

  test.each([
    ['another host', 'https://ghe.acme.io/acme/markets', 'github'],
    ['a host whose name begins alike', 'http://127.0.0.1.evil.test/acme/markets', 'github'],
    ['the same host, said to be GitLab', 'http://127.0.0.1/acme/markets', 'gitlab'],
  ] as const)('%s is not asked', async (_, url, kind) => {
    const reader = sourceHost([{ ...codeHost('github'), base: 'http://127.0.0.1', token: 'right' }], {
      clock,
      cache: sqlSourceCache(database, clock),
      readable: allOf('http://127.0.0.1', new URL(url).origin),
    });
    const at = { page: page(url, kind), revision: COMMIT };
    expect(reader.access(at.page)).toBe('no-token');
    expect(await reader.text({ ...at, path: 'a.go' }, NEVER)).toEqual({ kind: 'absent' });
  });
});

describe('a profile does not decide what the token reads', () => {
  async function reading(readable: Partial<ReadableCode>, wanted: { url?: string; revision?: string; path?: string }) {
    await using host = await standIn({
      before: (request, response) =>
        request.headers.authorization === undefined && response.writeHead(200).end(CODE) !== undefined,
    });
    const reader = sourceHost([{ ...codeHost('github'), base: host.url, token: 'right' }], {
      clock,
      cache: sqlSourceCache(database, clock),
      readable: { repositories: [], owners: [], publicOwners: [], ...mapped(readable, host.url) },
    });
    const own = page(`${host.url}${wanted.url ?? '/acme/markets'}`, 'github');
    const at = { page: own, revision: wanted.revision ?? COMMIT, path: wanted.path ?? 'internal/cache/c d.go' };
    const answer = await reader.text(at, NEVER);
    return { access: reader.access(own), answer: answer.kind, asked: host.requests };
  }

  /** Owners are written as paths here: the stand-in's address is not known before it runs. */
  function mapped({ owners = [], publicOwners = [] }: Partial<ReadableCode>, base: string): Partial<ReadableCode> {
    const at = (path: string) => `${base}${path}`;
    return { owners: owners.map(at), publicOwners: publicOwners.map(at) };
  }

  test('a repository that leakbot.yaml does not name is not asked for', async () => {
    expect(await reading({ owners: ['/other'] }, {})).toEqual({ access: 'unnamed', answer: 'absent', asked: [] });
  });

  test('nor is one whose owner’s name only begins alike', async () => {
    expect((await reading({ owners: ['/acm'] }, {})).access).toBe('unnamed');
  });

  test('that of an allowed owner is, with the token', async () => {
    const { answer, asked } = await reading({ owners: ['/ACME'] }, {});
    expect([answer, asked.map(({ authorization }) => authorization)]).toEqual(['found', ['Bearer right']]);
  });

  test('that of an owner of public code is, without the token', async () => {
    const { answer, asked } = await reading({ publicOwners: ['/acme'] }, {});
    expect([answer, asked.map(({ authorization }) => authorization)]).toEqual(['found', [undefined]]);
  });

  test.each([
    ['a path that climbs', { path: '../../../user' }],
    ['a path with a part that climbs', { path: 'a/../b.go' }],
    ['a backslash that climbs', { path: 'a\\..\\b.go' }],
    ['a path with an empty part', { path: 'a//b.go' }],
    ['a path with a part that stays', { path: './b.go' }],
    ['a path from the root', { path: '/b.go' }],
    ['a revision that climbs', { revision: '..' }],
    ['a revision with a part that climbs', { revision: 'a/../b' }],
  ])('%s is a gap, and nothing is asked for', async (_, wanted) => {
    const { answer, asked } = await reading({ owners: ['/acme'] }, wanted);
    expect([answer, asked]).toEqual(['failed', []]);
  });

  test.each(['git@host.test:acme/../markets.git', 'https://host.test/acme/%2e%2e', 'https://host.test/acme/%zz'])(
    'the address %s is of no repository',
    (url) => expect(parseRepositoryUrl(url)).toBeUndefined(),
  );

  test('a redirect on the host to anything but the same file is not followed', async () => {
    await using host = await standIn({
      before: (request, response) =>
        request.url?.startsWith('/api/v3/user') !== true &&
        response.writeHead(302, { location: '/api/v3/user/repos' }).end() !== undefined,
    });
    expect(await connect(host).text()).toMatchObject({ kind: 'failed' });
    expect(host.requests.map(({ path }) => path.split('?')[0])).toEqual([
      '/api/v3/repos/acme/markets/contents/internal/cache/c%20d.go',
    ]);
  });
});

test.each([
  ['github', 'https://github.com', 'https://api.github.com/repos/acme/markets/contents/a%20b/c.go?ref=v1%2F2'],
  ['github', 'https://ghe.acme.io', 'https://ghe.acme.io/api/v3/repos/acme/markets/contents/a%20b/c.go?ref=v1%2F2'],
  ['github', 'https://acme.ghe.com', 'https://api.acme.ghe.com/repos/acme/markets/contents/a%20b/c.go?ref=v1%2F2'],
  [
    'gitlab',
    'https://gitlab.com',
    'https://gitlab.com/api/v4/projects/acme%2Fmarkets/repository/files/a%20b%2Fc.go/raw?ref=v1%2F2',
  ],
  [
    'gitlab',
    'https://acme.io/gitlab',
    'https://acme.io/gitlab/api/v4/projects/acme%2Fmarkets/repository/files/a%20b%2Fc.go/raw?ref=v1%2F2',
  ],
] as const)('%s at %s', (kind, base, url) => {
  expect(codeHost(kind).code.api(base).file('acme/markets', 'v1/2', 'a b/c.go').href).toBe(url);
});
