import type { HeldLease, LeaseStore } from '../../src/investigation/lease.ts';

/** A lease that lives as long as the test; passes the contract of every lease store. */
export function leaseInMemory(held?: HeldLease): LeaseStore {
  let lease = held;
  return {
    claim({ holder, now, expires, dead }) {
      const isDead = lease?.holder === dead?.holder && lease?.expires === dead?.expires;
      const free = lease === undefined || lease.holder === holder || lease.expires <= now || isDead;
      if (lease === undefined || free) lease = { holder, expires };
      return Promise.resolve(lease);
    },
    release(holder) {
      if (lease?.holder === holder) lease = undefined;
      return Promise.resolve();
    },
  };
}
