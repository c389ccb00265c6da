import { describe, expect, test } from 'vitest';
import { pyroscopeApi } from '../../../src/adapters/pyroscope/api.ts';
import { pyroscopeProfiles } from '../../../src/adapters/pyroscope/profile-source.ts';
import type { ProfileSource, SnapshotQuery } from '../../../src/evidence/ports.ts';
import { DAY, MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import { compareProfiles } from '../../../src/profile/compare.ts';
import { diffProfiles } from '../../../src/profile/diff.ts';
import { readPair } from '../../../src/profile/import/pair.ts';
import { profileOf } from '../../contract/profile-source.ts';
import { goroutineFixture } from '../../support/goroutine-fixture.ts';
import { type PyroscopeOptions, pyroscopeStandIn } from '../../support/profile-servers/pyroscope-stand-in.ts';
import type { ServedProfile } from '../../support/profile-servers/served-profile.ts';

const T0 = Date.UTC(2026, 10, 23, 10);
const QUERY: SnapshotQuery = { kind: 'heap', instances: ['api-1'], range: { from: T0, to: T0 + 60 * MINUTE } };
const source = (url: string) => pyroscopeProfiles(pyroscopeApi({ url }));
const heap = (labels: Readonly<Record<string, string>>, minute = 1): ServedProfile => ({
  labels,
  name: 'memory',
  time: T0 + minute * MINUTE,
  profile: profileOf('heap', 1000),
});

/** A Go service whose goroutines carry labels of pprof: two endpoints, four customers, one leak. */
const LABELLED = (['base', 'current'] as const).map(
  (side, index): ServedProfile => ({
    labels: { service_name: 'prod/api', namespace: 'prod', pod: 'api-1', instance: '10.0.0.9:6060' },
    name: 'goroutine',
    time: T0 + (1 + index) * MINUTE,
    profile: goroutineFixture(`labelled-${side}.goroutine.pb.gz`),
  }),
);

/** `go tool pprof` of the raw profiles: what both add up to, and how many goroutines stand in a function. */
function pprofOf(name: string): readonly number[] {
  const text = goroutineFixture('labelled.top.txt').toString();
  const pattern = name === 'total' ? /of (\d+) total/g : new RegExp(String.raw`(\d+) +[\d.]+% +${name}\n`, 'g');
  return [...text.matchAll(pattern)].map(([, figure]) => Number(figure));
}

describe.each<[string, PyroscopeOptions['version']]>([
  ['Pyroscope 2.2.1', 'current'],
  ['Pyroscope 2.2.1 on its old storage', 'storage-1'],
  ['an old Pyroscope', 'old'],
])('%s keeps a profile as a series for each set of pprof labels', (_, version) => {
  test('each goroutine profile is read whole, and the function that grew is the one that leaks', async () => {
    await using server = await pyroscopeStandIn(LABELLED, { version });
    const profiles: ProfileSource = source(server.url);
    const found = await profiles.snapshots({ ...QUERY, kind: 'goroutine' });
    expect(found.map(({ time, total }) => ({ time, total }))).toEqual(
      pprofOf('total').map((total, index) => ({ time: T0 + (1 + index) * MINUTE, total })),
    );
    const sides = await Promise.all(found.map((snapshot) => profiles.read(snapshot)));
    const pair = await readPair(
      () => sides[0] ?? new Uint8Array(),
      () => sides[1] ?? new Uint8Array(),
    );
    const { total, functions } = diffProfiles(pair.base, pair.current, { sampleType: 'goroutine' });
    expect([total.base, total.current]).toEqual(pprofOf('total'));
    const leaking = functions.find((each) => each.name === 'main.watch');
    expect([leaking?.cum.base, leaking?.cum.current]).toEqual(pprofOf('main.watch'));
    const [first = 0, second = 0] = found.map(({ time }) => time);
    const { paths } = compareProfiles({ time: first, profile: pair.base }, { time: second, profile: pair.current });
    expect(paths[0]?.frames[0]?.function).toBe('main.watch');
  });
});

test('processes of one pod that name themselves are distinguished', async () => {
  const one = (container: string) => heap({ pod: 'api-1', container });
  await using server = await pyroscopeStandIn([one('api'), one('proxy')]);
  const found = await source(server.url).snapshots({
    ...QUERY,
    workload: { namespace: 'prod', name: 'api', container: 'api' },
  });
  expect(found.map(({ total }) => total)).toEqual([1007]);
});

describe('Pyroscope 2.2.1 keeps the names of OpenTelemetry, with their dots', () => {
  const dotted = heap({ 'service.name': 'api', 'k8s.pod.name': 'api-1', 'k8s.namespace.name': 'prod' });

  test('a process is found by k8s.pod.name, in its namespace', async () => {
    const elsewhere = heap({ 'k8s.pod.name': 'api-1', 'k8s.namespace.name': 'staging' }, 2);
    await using server = await pyroscopeStandIn([dotted, elsewhere]);
    const profiles = source(server.url);
    const found = await profiles.snapshots({ ...QUERY, workload: { namespace: 'prod', name: 'api' } });
    expect(found.map(({ instance, time }) => ({ instance, time }))).toEqual([{ instance: 'api-1', time: T0 + MINUTE }]);
    for (const snapshot of found) expect((await profiles.read(snapshot)).length).toBeGreaterThan(0);
  });

  test('a server that cannot read such names is asked by the others', async () => {
    await using server = await pyroscopeStandIn([heap({ instance: '10.0.0.9:6060' })], { version: 'old' });
    const query = { ...QUERY, instances: ['api-1', '10.0.0.9:6060'] };
    expect(await source(server.url).snapshots(query)).toHaveLength(1);
  });
});

describe('a profile that is gone', () => {
  test.each(['current', 'storage-1', 'old'] as const)(
    'has no samples, and is said to be gone (%s)',
    async (version) => {
      await using server = await pyroscopeStandIn([heap({ pod: 'api-1' })], { version });
      const [snapshot] = await source(server.url).snapshots(QUERY);
      if (snapshot === undefined) throw new Error('the snapshot is missing');
      server.profiles = [];
      await expect(source(server.url).read(snapshot)).rejects.toThrow('its retention may be over');
    },
  );
});

test('what is older than the look-back, and a new tenant, look empty: the advice names both', async () => {
  await using server = await pyroscopeStandIn([heap({ pod: 'api-1' })], { oldest: T0 + 7 * DAY + SECOND });
  expect(await source(server.url).snapshots(QUERY)).toEqual([]);
  const gap = await source(server.url).whyNone?.(QUERY);
  expect(gap?.missing).toContain('no profiles at all');
  expect(gap?.fix).toContain('max-query-lookback (7 days)');
  expect(gap?.fix).toContain('new tenant looks empty');
});
