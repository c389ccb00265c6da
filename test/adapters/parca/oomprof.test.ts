import { describe, expect, test } from 'vitest';
import { parcaApi } from '../../../src/adapters/parca/api.ts';
import { parcaProfiles } from '../../../src/adapters/parca/profile-source.ts';
import { MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import { profileOf } from '../../contract/profile-source.ts';
import { parcaStandIn } from '../../support/profile-servers/parca-stand-in.ts';
import type { ServedProfile } from '../../support/profile-servers/served-profile.ts';

const T0 = Date.UTC(2026, 10, 23, 10);
const KILL = T0 + 20 * MINUTE;
const POD = 'markets-api-7d9f-x2x';

const heap = (labels: Readonly<Record<string, string>>, time: number): ServedProfile => {
  return { labels, name: 'memory', time, profile: profileOf('heap', 1000) };
};
/** As parca-agent labels what oomprof sends (oom/oomprof.go of parca-dev/parca-agent). */
const oom = (labels: Readonly<Record<string, string>>, time = KILL + 4 * SECOND) =>
  heap({ job: 'oomprof', node: 'node-1', pid: '4711', comm: 'markets-api', ...labels }, time);
const ofPod = (labels: Readonly<Record<string, string>> = {}) => heap({ pod: POD, ...labels }, T0 + 5 * MINUTE);

/** What is listed of the pod after its regular profile. */
async function atTheKill(profiles: readonly ServedProfile[], change: { container?: string; kind?: 'goroutine' } = {}) {
  await using server = await parcaStandIn(profiles);
  const found = await parcaProfiles(parcaApi({ url: server.url })).snapshots({
    kind: change.kind ?? 'heap',
    instances: [POD],
    range: { from: T0, to: T0 + 60 * MINUTE },
    workload: { namespace: 'prod', name: change.container ?? 'markets-api' },
    kills: [KILL],
  });
  return found
    .filter(({ time }) => time > T0 + 10 * MINUTE)
    .map(({ instance, time, doubt }) => ({ instance, time, doubt }));
}

const SURE = { instance: POD, time: KILL, doubt: undefined };
const by = (what: string) => ({
  ...SURE,
  doubt: `taken at the kill, matched by ${what} only: oomprof reports no pod`,
});

describe('a profile that oomprof took at the kill', () => {
  test.each<[string, readonly ServedProfile[], readonly unknown[]]>([
    ['is the pod’s where node and pid agree', [ofPod({ node: 'node-1', pid: '4711' }), oom({})], [SURE]],
    [
      'is the pod’s with doubt by node, time and command',
      [ofPod({ node: 'node-1' }), oom({})],
      [by('node, time and command name')],
    ],
    ['is the pod’s with doubt by time and command', [ofPod(), oom({})], [by('time and command name')]],
    ['needs no other profile of the pod', [oom({})], [by('time and command name')]],
    ['is another’s on another node', [ofPod({ node: 'node-2' }), oom({})], []],
    ['is another’s by another command', [ofPod(), oom({ comm: 'postgres' })], []],
    ['is another’s at another time', [ofPod(), oom({}, KILL + 5 * MINUTE), oom({}, KILL - MINUTE)], []],
    ['is another’s in another namespace', [ofPod(), oom({ namespace: 'staging' })], []],
  ])('%s', async (_, profiles, expected) => {
    expect(await atTheKill(profiles)).toEqual(expected);
  });

  test('is known by the name that the kernel cut', async () => {
    const container = 'markets-api-gateway';
    expect(await atTheKill([oom({ comm: container.slice(0, 15) })], { container })).toHaveLength(1);
  });

  test('is a heap: no goroutines are looked for', async () => {
    expect(await atTheKill([ofPod(), oom({})], { kind: 'goroutine' })).toEqual([]);
  });
});
