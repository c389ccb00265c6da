import type { RequestListener } from 'node:http';
import { describe, expect, it, test } from 'vitest';
import { NO_RETRIES } from '../../../src/adapters/http-client/retried.ts';
import { parcaApi } from '../../../src/adapters/parca/api.ts';
import { parcaProfiles } from '../../../src/adapters/parca/profile-source.ts';
import type { ProfileServerSettings } from '../../../src/adapters/profile-server/settings.ts';
import { pyroscopeApi } from '../../../src/adapters/pyroscope/api.ts';
import { pyroscopeProfiles } from '../../../src/adapters/pyroscope/profile-source.ts';
import type { ProfileSource, SnapshotQuery } from '../../../src/evidence/ports.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { profileOf } from '../../contract/profile-source.ts';
import { loopback } from '../../support/loopback.ts';
import { parcaStandIn } from '../../support/profile-servers/parca-stand-in.ts';
import { pyroscopeStandIn } from '../../support/profile-servers/pyroscope-stand-in.ts';
import type { Guard, ServedProfile } from '../../support/profile-servers/served-profile.ts';

const T0 = Date.UTC(2026, 10, 23, 10);
const QUERY: SnapshotQuery = {
  kind: 'heap',
  instances: ['api-1'],
  range: { from: T0, to: T0 + HOUR },
  workload: { namespace: 'prod', name: 'api' },
};
const served = (labels: Readonly<Record<string, string>>, name = 'memory'): ServedProfile => {
  const kind = name === 'memory' ? 'heap' : 'goroutine';
  return { labels, name, time: T0 + MINUTE, profile: profileOf(kind, 1000) };
};

interface Kind {
  readonly setting: string;
  readonly source: (settings: ProfileServerSettings) => ProfileSource;
  readonly serve: (profiles: readonly ServedProfile[], guard?: Guard) => ReturnType<typeof parcaStandIn>;
}

describe.each<[string, Kind]>([
  [
    'Pyroscope',
    { setting: 'PYROSCOPE', source: (settings) => pyroscopeProfiles(pyroscopeApi(settings)), serve: pyroscopeStandIn },
  ],
  ['Parca', { setting: 'PARCA', source: (settings) => parcaProfiles(parcaApi(settings)), serve: parcaStandIn }],
])('%s', (name, { setting, source, serve }) => {
  const answer =
    (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
    (_, response) => {
      response.writeHead(status, headers).end(body);
    };

  it.each<[string, RequestListener, readonly string[], boolean]>([
    ['401', answer(401, 'no'), ['wants credentials (401: no)', `${setting}_TOKEN`, `${setting}_ORG_ID`], false],
    ['404', answer(404, '404 page not found'), [`${setting}_URL must be`], false],
    ['429', answer(429, ''), ['limits the rate'], true],
    ['503', answer(503, 'overloaded'), ['503', 'overloaded'], true],
    ['a login page', answer(200, '<html>Sign in'), ['a web page', `${setting}_URL`], false],
    ['another API', answer(200, '[]'), ['something that is not its API'], false],
    ['broken JSON', answer(200, '{"types": ['), ['something that is not its API'], false],
    ['a redirect', answer(302, '', { location: 'https://sso/' }), ['redirects to https://sso/'], false],
    ['too much', answer(200, 'x'.repeat(20_000)), ['more than 9.8 KiB', 'shorter window'], false],
    ['silence', () => undefined, ['did not answer within'], true],
  ])('says what to do about %s', async (problem, listener, words, retryable) => {
    await using server = await loopback(listener);
    // A busy machine answers late: patience is short only where it is what is tested.
    const timeout = problem === 'silence' ? 300 : 10_000;
    const profiles = source({ url: server.url, timeout, maxBytes: 10_000, retries: NO_RETRIES });
    const error = await profiles.snapshots(QUERY).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'unavailable', retryable });
    for (const word of [`${name} at ${server.url}`, ...words]) expect(String(error)).toContain(word);
  });

  test('that nothing serves names the address and the setting', async () => {
    const server = await loopback(() => undefined);
    await server[Symbol.asyncDispose]();
    const asked = source({ url: server.url, retries: NO_RETRIES }).snapshots(QUERY);
    await expect(asked).rejects.toThrow(`cannot reach ${name} at ${server.url}`);
    await expect(asked).rejects.toThrow(`${setting}_URL`);
  });

  test('stops when its caller gives up', async () => {
    await using server = await loopback(() => undefined);
    await expect(source({ url: server.url }).snapshots(QUERY, AbortSignal.timeout(50))).rejects.toThrow(
      /abort|timeout/i,
    );
  });

  test.each<[string, Guard, Partial<ProfileServerSettings>]>([
    ['a bearer token', { authorization: 'Bearer s3cret' }, { token: 's3cret' }],
    [
      'a user and password',
      { authorization: `Basic ${Buffer.from('dana:s3cret').toString('base64')}` },
      { username: 'dana', password: 's3cret' },
    ],
    ['a tenant', { tenant: 'acme' }, { orgId: 'acme' }],
  ])('lets in who has %s, and no one else', async (_, guard, credentials) => {
    await using server = await serve([served({ pod: 'api-1' })], guard);
    const [found] = await source({ url: server.url, ...credentials }).snapshots(QUERY);
    expect(found?.time).toBe(T0 + MINUTE);
    if (found !== undefined) await source({ url: server.url, ...credentials }).read(found);
    await expect(source({ url: server.url }).snapshots(QUERY)).rejects.toThrow(
      /wants (credentials|to know the tenant)/,
    );
  });

  test('goes below the path of the base, and shows no password', async () => {
    let asked = '';
    await using server = await loopback((request, response) => {
      asked = `${request.url} ${request.headers.authorization}`;
      response.end('{}');
    });
    const profiles = source({ url: `${server.url.replace('//', '//dana:s3cret@')}/behind/` });
    expect(await profiles.snapshots(QUERY)).toEqual([]);
    expect(asked).toMatch(/^\/behind\/(querier|api\/profiles).*Basic /);
    expect(profiles.name).toBe(`${name} at ${server.url}/behind`);
  });

  test.each<[string, readonly ServedProfile[], Guard, RegExp]>([
    ['nothing at all', [], {}, /no profiles at all.*(send|scrapes)/],
    [
      'another tenant’s',
      [served({ pod: 'api-1' })],
      { tenant: 'other' },
      new RegExp(`no profiles at all.*${setting}_ORG_ID`),
    ],
    [
      'goroutines only',
      [served({ pod: 'api-1' }, 'goroutine')],
      {},
      /no inuse_space profiles.*(profile\.memory|pprof_config\.memory)/,
    ],
    [
      'no label of a pod',
      [served({ service_name: 'prod/api' })],
      {},
      /(none that names its pod|do not name their pod).*pod/,
    ],
    [
      'other pods only',
      [served({ service_name: 'prod/api', pod: 'api-2' })],
      {},
      /no heap profile of api-1 in this window/,
    ],
  ])('with %s says which setting adds the profiles', async (_, profiles, guard, words) => {
    await using server = await serve(profiles, guard);
    const reached = source({ url: server.url, ...(guard.tenant === undefined ? {} : { orgId: 'acme' }) });
    expect(await reached.snapshots(QUERY)).toEqual([]);
    const gap = await reached.whyNone?.(QUERY);
    expect(`${gap?.missing} ${gap?.fix}`).toMatch(words);
  });
});

test('Pyroscope is asked for a day at a time', async () => {
  const days = [0, 1, 2].map((day) => ({ ...served({ pod: 'api-1' }), time: T0 + day * 24 * HOUR + MINUTE }));
  await using server = await pyroscopeStandIn(days);
  const range = { from: T0, to: T0 + 72 * HOUR };
  const found = await pyroscopeProfiles(pyroscopeApi({ url: server.url })).snapshots({ ...QUERY, range });
  expect(found.map(({ time }) => time)).toEqual(days.map(({ time }) => time));
});
