import { openStores } from '../../../src/commands/stores.ts';
import { systemClock } from '../../../src/foundation/clock.ts';
import { alertStoreContract } from '../../contract/alert-store.ts';
import { findingStoreContract } from '../../contract/finding-store.ts';
import { gestureStoreContract } from '../../contract/gesture-store.ts';
import { groupMemberStoreContract } from '../../contract/group-member-store.ts';
import { healthStoreContract } from '../../contract/health-store.ts';
import { investigationStoreContract } from '../../contract/investigation-store.ts';
import type { OpenStores } from '../../contract/opened-stores.ts';
import { outboxStoreContract } from '../../contract/outbox-store.ts';
import { sampleStoreContract } from '../../contract/sample-store.ts';
import { silenceStoreContract } from '../../contract/silence-store.ts';
import { snapshotStoreContract } from '../../contract/snapshot-store.ts';

const open: OpenStores = async () => {
  const stores = await openStores(':memory:', systemClock);
  return { ...stores, [Symbol.asyncDispose]: () => stores.close() };
};

investigationStoreContract('SQLite', open);
findingStoreContract('SQLite', open);
alertStoreContract('SQLite', open);
outboxStoreContract('SQLite', open);
gestureStoreContract('SQLite', open);
silenceStoreContract('SQLite', open);
groupMemberStoreContract('SQLite', open);
snapshotStoreContract('SQLite', open);
sampleStoreContract('SQLite', open);
healthStoreContract('SQLite', open);
