import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { NO_RETRIES, RETRY_BOUNDS, type RetryBounds } from '../../../src/adapters/http-client/retried.ts';
import { parcaApi } from '../../../src/adapters/parca/api.ts';
import { profileTypes as parcaTypes } from '../../../src/adapters/parca/profile-types.ts';
import { prometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { prometheusMetrics } from '../../../src/adapters/prometheus/metrics-source.ts';
import { pyroscopeApi } from '../../../src/adapters/pyroscope/api.ts';
import { profileTypes as pyroscopeTypes } from '../../../src/adapters/pyroscope/profile-types.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { loopback } from '../../support/loopback.ts';

const RANGE = { from: 0, to: HOUR };
const BOUNDS: RetryBounds = { ...RETRY_BOUNDS, waits: [1, 1] };

type Mishap = (request: IncomingMessage, response: ServerResponse) => void;
const status =
  (code: number, headers: Record<string, string> = {}): Mishap =>
  (_, response) => {
    response.writeHead(code, headers).end();
  };
const reset: Mishap = (request) => {
  request.socket.destroy();
};

interface Kind {
  readonly good: unknown;
  readonly ask: (url: string, retries: RetryBounds, timeout: number) => Promise<unknown>;
}

const KINDS: readonly [string, Kind][] = [
  [
    'Prometheus',
    {
      good: { status: 'success', data: { resultType: 'matrix', result: [] } },
      ask: (url, retries, timeout) =>
        prometheusMetrics(prometheusApi({ url, retries, timeout })).series({
          metric: 'up',
          matchers: [],
          range: RANGE,
          step: MINUTE,
          aggregate: 'last',
        }),
    },
  ],
  [
    'Pyroscope',
    { good: {}, ask: (url, retries, timeout) => pyroscopeTypes(pyroscopeApi({ url, retries, timeout }), RANGE) },
  ],
  ['Parca', { good: {}, ask: (url, retries, timeout) => parcaTypes(parcaApi({ url, retries, timeout }), RANGE) }],
];

/** How a request went whose first tries met with mishaps, and how many there were. */
async function tried({ good, ask }: Kind, mishaps: readonly Mishap[], bounds = BOUNDS, timeout = 10_000) {
  let tries = 0;
  await using server = await loopback((request, response) => {
    const mishap = mishaps[tries];
    tries += 1;
    if (mishap === undefined) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(good));
    else mishap(request, response);
  });
  const began = performance.now();
  const result = await ask(server.url, bounds, timeout).then(
    () => 'answered',
    (error: unknown) => String(error),
  );
  return { result, tries, took: performance.now() - began };
}

describe.each(KINDS)('%s is asked again', (_, kind) => {
  test.each<[string, Mishap]>([
    ['a rate limit', status(429)],
    ['a rate limit that says for how long', status(429, { 'retry-after': '0' })],
    ['an overloaded server', status(503, { 'retry-after': '0' })],
    ['a proxy whose server restarts', status(502)],
    ['a connection that is reset', reset],
  ])('after %s', async (_name, mishap) => {
    expect(await tried(kind, [mishap])).toMatchObject({ result: 'answered', tries: 2 });
    expect(await tried(kind, [mishap, mishap])).toMatchObject({ result: 'answered', tries: 3 });
  });

  test('after a time-out', async () => {
    const silence: Mishap = () => undefined;
    expect(await tried(kind, [silence], BOUNDS, 300)).toMatchObject({ result: 'answered', tries: 2 });
  });

  test('within a bound of tries, and the last error is the answer', async () => {
    const { result, tries } = await tried(
      kind,
      Array.from({ length: 9 }, () => status(503)),
    );
    expect(tries).toBe(3);
    expect(result).toContain('answered 503');
    expect((await tried(kind, [status(503)], NO_RETRIES)).tries).toBe(1);
  });

  test('after as long as the server asks for', async () => {
    const { took } = await tried(kind, [status(429, { 'retry-after': '1' })]);
    expect(took).toBeGreaterThanOrEqual(1000);
  });

  test.each<[string, Mishap, string]>([
    ['for what the server will never answer', status(422), '422'],
    ['without credentials', status(401), 'credentials'],
    [
      'where the server asks for more patience than a person has',
      status(429, { 'retry-after': '60' }),
      'limits the rate',
    ],
  ])('not %s', async (_name, mishap, words) => {
    const { result, tries } = await tried(kind, [mishap]);
    expect(tries).toBe(1);
    expect(result).toMatch(words === '422' ? /422|could not execute/ : words);
  });
});
