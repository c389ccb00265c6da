import type { LeaseStore } from '../../src/investigation/lease.ts';

/** A lease that lives as long as the test; passes the contract of every lease store. */
export function leaseInMemory(): LeaseStore {
  let held: { readonly holder: string; readonly expires: number } | undefined;
  return {
    claim({ holder, now, expires }) {
      const free = held === undefined || held.holder === holder || held.expires <= now;
      if (held === undefined || free) held = { holder, expires };
      return Promise.resolve(held.holder);
    },
    release(holder) {
      if (held?.holder === holder) held = undefined;
      return Promise.resolve();
    },
  };
}
