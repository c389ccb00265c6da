import { expect, it } from 'vitest';
import { collectorProfiles } from '../../../src/adapters/collector/profile-source.ts';
import { SqlSnapshotStore } from '../../../src/adapters/stores/snapshot-store.ts';
import { profileSourceContract } from '../../contract/profile-source.ts';
import { profileBytes } from '../../support/process-stand-in.ts';
import { anEmptyDatabase } from '../../support/test-database.ts';

profileSourceContract('The collector', { processStart: true, namespace: false }, async (profiles) => {
  const database = await anEmptyDatabase();
  const store = new SqlSnapshotStore(database);
  for (const profile of profiles) await store.addSnapshot(profile);
  return {
    source: collectorProfiles(store),
    forget: async () => store.delete((await store.all()).map(({ id }) => id)),
    [Symbol.asyncDispose]: () => database.destroy(),
  };
});

it('the collector keeps equal profiles once, and as long as one snapshot needs them', async () => {
  const database = await anEmptyDatabase();
  const store = new SqlSnapshotStore(database);
  const one = { instance: 'h:1', kind: 'goroutine', profile: profileBytes(1) } as const;
  const first = await store.addSnapshot({ ...one, time: 1 });
  const second = await store.addSnapshot({ ...one, time: 2 });
  const kept = async () => (await database.selectFrom('collector_profiles').select('hash').execute()).length;
  expect(await kept()).toBe(1);
  await store.delete([first]);
  expect(Buffer.from((await store.read(second)) ?? [])).toEqual(profileBytes(1));
  await store.delete([second]);
  expect(await kept()).toBe(0);
  await database.destroy();
});
