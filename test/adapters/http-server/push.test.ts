import { gunzipSync, gzipSync } from 'node:zlib';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { expect, onTestFinished, test } from 'vitest';
import type { ProfileKind } from '../../../src/profile/kind.ts';
import { profileOf } from '../../contract/profile-source.ts';
import { encodeTyped } from '../../support/profile/arbitrary-profile.ts';
import { type PushedTo, pushedTo } from '../../support/pushed-to.ts';

const NOW = Date.UTC(2026, 10, 23, 3, 5);
const bearer = { authorization: 'Bearer s3cret' };

async function aLeakbot(): Promise<PushedTo> {
  const leakbot = await pushedTo('s3cret', () => NOW);
  onTestFinished(() => leakbot[Symbol.asyncDispose]());
  return leakbot;
}

const stored = ({ source }: PushedTo, kind: ProfileKind, pod: string) =>
  source.snapshots({ kind, instances: [pod], range: { from: 0, to: NOW + 1 } });

/** As pyroscope-go 1.5 was seen to push: a form, `until` in nanoseconds, labels in the name without quotes. */
async function ingest(
  { url }: PushedTo,
  profile: Uint8Array,
  { name = 'orders{namespace=prod,pod=orders-0}', query = {}, headers = bearer, part = 'profile' }: Push = {},
): Promise<Response> {
  const form = new FormData();
  form.set(part, new Blob([new Uint8Array(profile)]), 'profile.pprof');
  const until = `${NOW - 1500}000000`;
  const parameters = new URLSearchParams({ name, from: until, until, spyName: 'gospy', ...query });
  return fetch(`${url}/ingest?${parameters.toString()}`, { method: 'POST', body: form, headers });
}

interface Push {
  readonly name?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly part?: string;
}

function pushRequest(labels: Readonly<Record<string, string>>, ...profiles: readonly Uint8Array[]): Uint8Array {
  const series = new BinaryWriter();
  for (const [name, value] of Object.entries(labels)) {
    const pair = new BinaryWriter().tag(1, WireType.LengthDelimited).string(name);
    series.tag(1, WireType.LengthDelimited).bytes(pair.tag(2, WireType.LengthDelimited).string(value).finish());
  }
  for (const profile of profiles) {
    const sample = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(profile);
    series.tag(2, WireType.LengthDelimited).bytes(sample.tag(2, WireType.LengthDelimited).string('an-id').finish());
  }
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(series.finish()).finish();
}

function connect({ url }: PushedTo, body: Uint8Array, headers: Readonly<Record<string, string>> = {}) {
  return fetch(`${url}/push.v1.PusherService/Push`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { ...bearer, 'content-type': 'application/proto', ...headers },
  });
}

test('a form of an SDK is kept under its pod, at the end of what it covers', async () => {
  const leakbot = await aLeakbot();
  expect((await ingest(leakbot, profileOf('heap', 5))).status).toBe(200);
  expect((await ingest(leakbot, profileOf('goroutine', 5))).status).toBe(200);
  const [snapshot] = await stored(leakbot, 'heap', 'orders-0');
  expect(snapshot).toMatchObject({ instance: 'orders-0', time: NOW - 1500 });
  if (snapshot === undefined) throw new Error('the snapshot is missing');
  expect(gunzipSync(await leakbot.source.read(snapshot))).toEqual(gunzipSync(profileOf('heap', 5)));
  expect(await stored(leakbot, 'goroutine', 'orders-0')).toHaveLength(1);
});

test('the same call again is the same snapshot', async () => {
  const leakbot = await aLeakbot();
  await ingest(leakbot, profileOf('heap', 5));
  await ingest(leakbot, profileOf('heap', 5));
  expect(await stored(leakbot, 'heap', 'orders-0')).toHaveLength(1);
});

test('a bare profile and the password of basic authentication do as well', async () => {
  const leakbot = await aLeakbot();
  const answer = await fetch(`${leakbot.url}/ingest?name=orders%7Bhostname%3Dorders-0%7D&format=pprof`, {
    method: 'POST',
    body: new Uint8Array(profileOf('heap', 5)),
    headers: { authorization: `Basic ${btoa('anyone:s3cret')}` },
  });
  expect(answer.status).toBe(200);
  expect(await stored(leakbot, 'heap', 'orders-0')).toMatchObject([{ time: NOW }]);
});

test('what an agent sends is kept: several profiles of a process, packed on the way', async () => {
  const leakbot = await aLeakbot();
  const labels = { __name__: 'memory', service_name: 'orders', instance: '10.0.0.7:6060', pod: 'orders-0' };
  const answer = await connect(
    leakbot,
    gzipSync(pushRequest(labels, profileOf('heap', 5), profileOf('goroutine', 5))),
    {
      'content-encoding': 'gzip',
    },
  );
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'application/proto',
    '',
  ]);
  expect(await stored(leakbot, 'heap', '10.0.0.7:6060')).toMatchObject([{ instance: 'orders-0', time: NOW }]);
  expect(await stored(leakbot, 'goroutine', 'orders-0')).toHaveLength(1);
});

test('a kind that is never compared is taken and not kept', async () => {
  const leakbot = await aLeakbot();
  const cpu = encodeTyped({ samples: [], types: ['samples:count', 'cpu:nanoseconds'] });
  expect((await ingest(leakbot, cpu)).status).toBe(200);
  expect(await stored(leakbot, 'heap', 'orders-0')).toEqual([]);
  expect(leakbot.warnings).toEqual([]);
});

test.each([
  ['a day old', `${NOW - 86_400_000}`],
  ['an hour ahead', `${NOW + 3_600_000}`],
  ['no time at all', 'now'],
])('a time that is %s is not believed', async (_, until) => {
  const leakbot = await aLeakbot();
  await ingest(leakbot, profileOf('heap', 5), { query: { until } });
  expect(await stored(leakbot, 'heap', 'orders-0')).toMatchObject([{ time: NOW }]);
});

test.each<[string, Push, number, RegExp]>([
  ['without the token', { headers: {} }, 401, /must present LEAKBOT_PUSH_TOKEN as a bearer token/],
  ['with another token', { headers: { authorization: 'Bearer s3cre' } }, 401, /must present/],
  ['without a pod', { name: 'orders' }, 400, /orders does not say which pod.*one of pod, k8s_pod_name/],
  ['without a name', { name: '' }, 400, /no name=/],
  ['of another format', { query: { format: 'jfr' } }, 400, /the format jfr/],
  ['with another part', { part: 'profiles' }, 400, /no file named profile/],
])('a call %s is refused, and the operator sees it', async (_, push, status, error) => {
  const leakbot = await aLeakbot();
  const answer = await ingest(leakbot, profileOf('heap', 5), push);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({ error: expect.stringMatching(error) as unknown });
  expect(leakbot.warnings).toHaveLength(1);
  expect(await stored(leakbot, 'heap', 'orders-0')).toEqual([]);
});

test.each<[string, Uint8Array, Readonly<Record<string, string>>, number, string, RegExp]>([
  ['no request', new Uint8Array([0xff, 0xff]), {}, 400, 'invalid_argument', /no PushRequest/],
  ['no profile', pushRequest({ pod: 'a' }, new Uint8Array([0xff])), {}, 400, 'invalid_argument', /./],
  ['no gzip', new Uint8Array([1]), { 'content-encoding': 'gzip' }, 400, 'invalid_argument', /cannot be unpacked/],
  [
    'JSON',
    new Uint8Array([1]),
    { 'content-type': 'application/json' },
    400,
    'invalid_argument',
    /send application\/proto/,
  ],
  [
    'unpacked too large',
    gzipSync(new Uint8Array(17 * 2 ** 20)),
    { 'content-encoding': 'gzip' },
    400,
    'invalid_argument',
    /unpacks to more than 16 MiB/,
  ],
  ['too large', new Uint8Array(17 * 2 ** 20), {}, 413, 'resource_exhausted', /larger than 16 MiB/],
  ['without the token', new Uint8Array(), { authorization: '' }, 401, 'unauthenticated', /must present/],
])('a body that is %s is refused in the words of Connect', async (_, body, headers, status, code, message) => {
  const leakbot = await aLeakbot();
  const answer = await connect(leakbot, body, headers);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({ code, message: expect.stringMatching(message) as unknown });
});

test('more calls at once than can be held are asked to come again', async () => {
  const leakbot = await aLeakbot();
  let release = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = () => void resolve();
  });
  const waiting = Array.from({ length: 6 }, () =>
    fetch(`${leakbot.url}/ingest?name=a`, {
      method: 'POST',
      headers: bearer,
      duplex: 'half',
      body: new ReadableStream({
        async start(controller) {
          controller.enqueue(new Uint8Array(1));
          await held;
          controller.close();
        },
      }),
    }),
  );
  const refused = await expect
    .poll(async () => (await ingest(leakbot, profileOf('heap', 5))).status, { timeout: 10_000 })
    .toBe(429)
    .then(() => true);
  release();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array<number>(6).fill(400));
  expect(refused).toBe(true);
  expect((await ingest(leakbot, profileOf('heap', 5))).status).toBe(200);
});
