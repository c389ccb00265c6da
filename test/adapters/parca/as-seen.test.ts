import { describe, expect, test } from 'vitest';
import { parcaApi } from '../../../src/adapters/parca/api.ts';
import { parcaProfiles } from '../../../src/adapters/parca/profile-source.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { profileOf } from '../../contract/profile-source.ts';
import { loopback } from '../../support/loopback.ts';
import { parcaStandIn } from '../../support/profile-servers/parca-stand-in.ts';
import type { ServedProfile } from '../../support/profile-servers/served-profile.ts';

const T0 = Date.UTC(2026, 10, 23, 10);
const query = { kind: 'heap', instances: ['sdk-1'], range: { from: T0, to: T0 + HOUR } } as const;
const heap = (pod: string, labels: Readonly<Record<string, string>> = {}): ServedProfile => ({
  labels: { pod, ...labels },
  name: 'memory',
  time: T0 + MINUTE,
  profile: profileOf('heap', 1000),
});
const source = (url: string) => parcaProfiles(parcaApi({ url }));

describe('Parca 0.28 answers “nothing found” with its web page and status 200', () => {
  test('a pod with a kill keeps its heap profiles where nothing sends oomprof’s', async () => {
    await using server = await parcaStandIn([heap('sdk-1')]);
    const found = await source(server.url).snapshots({ ...query, kills: [T0 + 20 * MINUTE] });
    expect(found.map(({ time }) => time)).toEqual([T0 + MINUTE]);
  });

  test('a pod that it does not profile has none, and the reason names the pod', async () => {
    await using server = await parcaStandIn([heap('other')]);
    expect(await source(server.url).snapshots(query)).toEqual([]);
    expect((await source(server.url).whyNone?.(query))?.missing).toContain('no heap profile of sdk-1');
  });

  test('a profile past its retention is gone', async () => {
    await using server = await parcaStandIn([heap('sdk-1')]);
    const [snapshot] = await source(server.url).snapshots(query);
    if (snapshot === undefined) throw new Error('the snapshot is missing');
    server.profiles = [];
    await expect(source(server.url).read(snapshot)).rejects.toThrow('its retention may be over');
  });

  test('a page without the headers of its gateway is of another address', async () => {
    await using server = await parcaStandIn([heap('sdk-1')]);
    await expect(source(`${server.url}/elsewhere`).snapshots(query)).rejects.toThrow('with a web page; PARCA_URL');
  });

  test('older ones, and gateways without the page, answer with gRPC’s error', async () => {
    await using server = await loopback((_, response) => {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"code":5,"message":"none","details":[]}');
    });
    expect(await source(server.url).snapshots(query)).toEqual([]);
  });
});

describe('Parca 0.28 finds an expression anywhere in the value of a label', () => {
  test('sdk-1 is not sdk-10, by whichever of several names', async () => {
    await using server = await parcaStandIn([heap('sdk-10'), heap('my-sdk-1')]);
    expect(await source(server.url).snapshots({ ...query, instances: ['sdk-1', 'sdk-2'] })).toEqual([]);
  });
});
