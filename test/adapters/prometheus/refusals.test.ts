import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { NO_RETRIES } from '../../../src/adapters/http-client/retried.ts';
import { prometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { prometheusMetrics } from '../../../src/adapters/prometheus/metrics-source.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { loopback } from '../../support/loopback.ts';

const query = {
  metric: 'go_goroutines',
  matchers: [{ label: 'pod', op: '=', value: 'a"b' }],
  range: { from: 0, to: HOUR },
  step: MINUTE,
  aggregate: 'last',
} as const;

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
const matrix = (values: unknown) => ({
  status: 'success',
  data: { resultType: 'matrix', result: [{ metric: {}, values }] },
});
const refusal = (errorType: string, error: string) => ({ status: 'error', errorType, error });

describe('a refusal by Prometheus', () => {
  it.each([
    ['401', answer(401, 'no'), ['wants credentials (401: no)', 'PROMETHEUS_TOKEN'], false],
    ['401 for want of a tenant', answer(401, 'no org id'), ['no org id', 'PROMETHEUS_ORG_ID'], false],
    [
      '403 of a gateway for want of one',
      answer(403, 'X-Scope-OrgID header missing'),
      ['know the tenant', 'set PROMETHEUS_ORG_ID'],
      false,
    ],
    [
      '422 of VictoriaMetrics, which repeats the query',
      answer(
        422,
        refusal('422', `error when executing query="sum(${'x'.repeat(900)}{a=\\"b\\"})": too many points: 600`),
      ),
      ['could not execute go_goroutines{pod="a\\"b"}: error when executing the query: too many points: 600; choose'],
      false,
    ],
    [
      'an answer that was cut off',
      answer(200, '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"po'),
      ['only the first 74 B of an answer', 'raise that limit'],
      false,
    ],
    ['404', answer(404, '404 page not found'), ['must be the base', 'go_goroutines{pod="a\\"b"}'], false],
    ['400', answer(400, refusal('bad_data', 'invalid parameter')), ['invalid parameter', 'selector'], false],
    [
      '400 of VictoriaMetrics for a path that it does not have',
      answer(400, 'unsupported path requested: "/select/0/prometheus/api/v1/labels"'),
      ['no Prometheus API there', 'PROMETHEUS_URL must be the base'],
      false,
    ],
    ['422', answer(422, refusal('execution', 'too many samples')), ['too many samples', 'shorter window'], false],
    ['429', answer(429, ''), ['limits the rate'], true],
    ['503', answer(503, refusal('timeout', 'query timed out')), ['503', 'query timed out'], true],
    ['a login page', answer(200, '<html>Sign in'), ['web page instead of JSON', 'Grafana'], false],
    ['points of another shape', answer(200, matrix([['1', 2]])), ['not the Prometheus API', 'PROMETHEUS_URL'], false],
    ['another API', answer(200, { hello: 'world' }), ['not the Prometheus API', 'PROMETHEUS_URL'], false],
    ['a redirect', answer(302, '', { location: 'https://sso/' }), ['redirects to https://sso/'], false],
    ['too much', answer(200, 'x'.repeat(20_000)), ['more than 9.8 KiB', 'shorter window'], false],
    ['silence', () => {}, ['did not answer within'], true],
  ] as const)('%s says what was asked and what to do', async (problem, listener, words, retryable) => {
    // A busy machine answers late: patience is short only where it is what is tested.
    const timeout = problem === 'silence' ? 200 : 10_000;
    await using server = await loopback(listener);
    const source = prometheusMetrics(
      prometheusApi({ url: server.url, timeout, maxBytes: 10_000, retries: NO_RETRIES }),
    );
    const error = await source.series(query).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'unavailable', retryable });
    for (const word of [server.url, ...words]) expect(String(error)).toContain(word);
  });

  it('by nothing at all names the address', async () => {
    const server = await loopback(() => {});
    await server[Symbol.asyncDispose]();
    const source = prometheusMetrics(prometheusApi({ url: server.url, retries: NO_RETRIES }));
    await expect(source.series(query)).rejects.toThrow(`cannot reach Prometheus at ${server.url}`);
  });
});

describe('a request to Prometheus', () => {
  const seen = async (settings: { path?: string; user?: string; token?: string; orgId?: string }) => {
    let request: { url: string; headers: Record<string, unknown> } = { url: '', headers: {} };
    await using server = await loopback((incoming, response) => {
      request = { url: incoming.url ?? '', headers: incoming.headers };
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } }));
    });
    const { path = '', user, ...credentials } = settings;
    const url = `${server.url}${path}`.replace('http://', `http://${user === undefined ? '' : `${user}@`}`);
    const api = prometheusApi({ url, ...credentials });
    await prometheusMetrics(api).series(query);
    return { ...request, name: api.name };
  };

  it('goes below the path of the base', async () => {
    expect((await seen({ path: '/prometheus/' })).url).toMatch(/^\/prometheus\/api\/v1\/query_range\?/);
  });

  it('carries token and tenant', async () => {
    const { headers } = await seen({ token: 's3cret', orgId: 'team-a' });
    expect(headers).toMatchObject({ authorization: 'Bearer s3cret', 'x-scope-orgid': 'team-a' });
  });

  it('takes user and password out of the address, and shows neither', async () => {
    const { headers, name } = await seen({ user: 'dana:s3cret%21' });
    expect(headers['authorization']).toBe(`Basic ${Buffer.from('dana:s3cret!').toString('base64')}`);
    expect(name).not.toContain('s3cret');
  });

  it('stops when its caller gives up', async () => {
    await using server = await loopback(() => {});
    const source = prometheusMetrics(prometheusApi({ url: server.url }));
    await expect(source.series(query, AbortSignal.timeout(50))).rejects.toThrow(/abort|timeout/i);
  });
});
