import { describe, expect, test } from 'vitest';
import { pyroscopeApi } from '../../../src/adapters/pyroscope/api.ts';
import { pyroscopeProfiles } from '../../../src/adapters/pyroscope/profile-source.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import { type HeldProfile, profileOf, profileSourceContract } from '../../contract/profile-source.ts';
import { encodeTyped } from '../../support/profile/arbitrary-profile.ts';
import { decoded, totalOf } from '../../support/profile-servers/merged-profile.ts';
import { type PyroscopeOptions, pyroscopeStandIn } from '../../support/profile-servers/pyroscope-stand-in.ts';

const served =
  (goroutines: string) =>
  ({ pod, instance, namespace, kind, time, profile }: HeldProfile) => ({
    labels: { service_name: 'x', namespace, pod, instance },
    name: kind === 'heap' ? 'memory' : goroutines,
    time,
    profile,
  });

describe.each<[string, string, PyroscopeOptions]>([
  ['Pyroscope', 'goroutine', {}],
  ['Pyroscope, profiles pushed,', 'goroutines', {}],
  ['Pyroscope behind a proxy for JSON', 'goroutine', { jsonOnly: true }],
  ['Pyroscope on its old storage', 'goroutine', { version: 'storage-1' }],
  ['an old Pyroscope', 'goroutine', { version: 'old' }],
  ['an old Pyroscope in JSON', 'goroutines', { version: 'old', jsonOnly: true }],
])('%s', (name, goroutines, options) => {
  profileSourceContract(name, { processStart: false, namespace: true }, async (profiles) => {
    const server = await pyroscopeStandIn(profiles.map(served(goroutines)), options);
    return {
      source: pyroscopeProfiles(pyroscopeApi({ url: server.url })),
      forget: async () => {
        server.profiles = [];
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  });
});

const T0 = Date.UTC(2026, 10, 23);
const ofPod = (time: number, profile: Uint8Array) => ({ labels: { pod: 'a' }, name: 'memory', time, profile });
const longAgo = { kind: 'heap', instances: ['a'], range: { from: T0, to: T0 + 20 * HOUR } } as const;

test.each(['old', 'storage-1'] as const)('a step of several profiles is narrowed to its last (%s)', async (version) => {
  // Over twenty hours a step is eight seconds: both are in one, and its value is their sum.
  const two = [ofPod(T0 + 1, profileOf('heap', 300)), ofPod(T0 + 4 * SECOND, profileOf('heap', 500))];
  await using server = await pyroscopeStandIn(two, { version });
  const source = pyroscopeProfiles(pyroscopeApi({ url: server.url }));
  const [only, ...others] = await source.snapshots(longAgo);
  expect([only?.total, others]).toEqual([undefined, []]);
  const bytes = only === undefined ? Buffer.alloc(0) : await source.read(only);
  expect(totalOf(decoded(bytes), 'inuse_space')).toBe(507n);
});

const live = (objects: bigint) =>
  encodeTyped({
    samples: [{ values: [objects, 0n], labels: [], stack: [['com.acme.Quotes.load /Quotes.java:3']] }],
    types: ['live:count', 'alloc_in_new_tlab_bytes:bytes'],
  });

test('live objects of Java stand for its heap, as the count that they are', async () => {
  await using server = await pyroscopeStandIn([ofPod(T0 + MINUTE, live(300n))]);
  const source = pyroscopeProfiles(pyroscopeApi({ url: server.url }));
  const [only, ...others] = await source.snapshots(longAgo);
  expect([only?.total, others]).toEqual([300, []]);
  expect(only && totalOf(decoded(await source.read(only)), 'live')).toBe(300n);
});

test('what Java allocated is no heap: the option that follows live objects is named', async () => {
  const allocated = encodeTyped({ samples: [], types: ['alloc_in_new_tlab_bytes:bytes'] });
  await using server = await pyroscopeStandIn([ofPod(T0 + MINUTE, allocated)]);
  const source = pyroscopeProfiles(pyroscopeApi({ url: server.url }));
  expect(await source.snapshots(longAgo)).toEqual([]);
  expect((await source.whyNone?.(longAgo))?.fix).toContain('PYROSCOPE_ALLOC_LIVE=true');
});
