import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { SqlLeaseStore } from '../../../src/adapters/stores/lease-store.ts';
import { leaseStoreContract } from '../../contract/lease-store.ts';
import { leaseInMemory } from '../../support/lease-in-memory.ts';

leaseStoreContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-lease-'));
  const databases = [
    await openDatabase(join(folder, 'leakbot.db')),
    await openDatabase(join(folder, 'leakbot.db')),
  ] as const;
  return {
    one: new SqlLeaseStore(databases[0]),
    other: new SqlLeaseStore(databases[1]),
    async [Symbol.asyncDispose]() {
      await Promise.all(databases.map((database) => database.destroy()));
      rmSync(folder, { recursive: true });
    },
  };
});

leaseStoreContract('The fake', () => {
  const store = leaseInMemory();
  return Promise.resolve({ one: store, other: store });
});
