import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresServer, WITHOUT_POSTGRES } from '../../../scripts/postgres/postgres-server.ts';
import { openStores } from '../../../src/commands/stores.ts';
import { systemClock } from '../../../src/foundation/clock.ts';
import { alertStoreContract } from '../../contract/alert-store.ts';
import { findingStoreContract } from '../../contract/finding-store.ts';
import { gestureStoreContract } from '../../contract/gesture-store.ts';
import { groupMemberStoreContract } from '../../contract/group-member-store.ts';
import { healthStoreContract } from '../../contract/health-store.ts';
import { investigationStoreContract } from '../../contract/investigation-store.ts';
import { leaseStoreContract } from '../../contract/lease-store.ts';
import type { OpenStores } from '../../contract/opened-stores.ts';
import { outboxStoreContract } from '../../contract/outbox-store.ts';
import { sampleStoreContract } from '../../contract/sample-store.ts';
import { silenceStoreContract } from '../../contract/silence-store.ts';
import { snapshotStoreContract } from '../../contract/snapshot-store.ts';

describe.skipIf(WITHOUT_POSTGRES !== undefined)(`with a real PostgreSQL (${WITHOUT_POSTGRES ?? 'here'})`, () => {
  let server: PostgresServer;
  let url: string;
  beforeAll(async () => {
    server = await PostgresServer.start();
    url = await server.database();
    const first = await openStores(url, systemClock);
    await first.close();
  });
  afterAll(() => server.stop());

  const open: OpenStores = async () => {
    // A database each would be a thousand files each.
    await server.empty(url);
    const stores = await openStores(url, systemClock);
    return { ...stores, [Symbol.asyncDispose]: () => stores.close() };
  };

  investigationStoreContract('PostgreSQL', open);
  findingStoreContract('PostgreSQL', open);
  alertStoreContract('PostgreSQL', open);
  outboxStoreContract('PostgreSQL', open);
  gestureStoreContract('PostgreSQL', open);
  silenceStoreContract('PostgreSQL', open);
  groupMemberStoreContract('PostgreSQL', open);
  snapshotStoreContract('PostgreSQL', open);
  sampleStoreContract('PostgreSQL', open);
  healthStoreContract('PostgreSQL', open);
  leaseStoreContract('PostgreSQL', async () => {
    await server.empty(url);
    const [one, other] = [await openStores(url, systemClock), await openStores(url, systemClock)];
    return {
      one: one.lease,
      other: other.lease,
      async [Symbol.asyncDispose]() {
        await Promise.all([one.close(), other.close()]);
      },
    };
  });

  test('leases are dated by the clock of the server, here the same machine', async () => {
    const stores = await openStores(url, systemClock);
    const ahead = (await stores.lease.ahead?.()) ?? Number.NaN;
    await stores.close();
    expect(Math.abs(ahead)).toBeLessThan(5_000);
  });
});
