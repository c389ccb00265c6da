import { describe, expect, test } from 'vitest';
import type { LeaseStore } from '../../src/investigation/lease.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import { NOON } from '../support/investigations.ts';

/** Two connections to one store, as two processes have them. */
export type OpenLeaseStores = () => Promise<
  { readonly one: LeaseStore; readonly other: LeaseStore } & Partial<AsyncDisposable>
>;

const LENGTH = 15 * SECOND;

/** What any lease store must do, so that two bots never work on one store. */
export function leaseStoreContract(name: string, open: OpenLeaseStores): void {
  const claim = (store: LeaseStore, holder: string, now = NOON) => store.claim({ holder, now, expires: now + LENGTH });

  describe(`${name} as a lease store`, () => {
    test('the first gets it, the second hears who has it', async () => {
      const { one, other, ...held } = await open();
      expect(await claim(one, 'first')).toBe('first');
      expect(await claim(other, 'second')).toBe('first');
      await held[Symbol.asyncDispose]?.();
    });

    test('of two who ask at once, one gets it, and both hear the same name', async () => {
      const { one, other, ...held } = await open();
      const [a, b] = await Promise.all([claim(one, 'first'), claim(other, 'second')]);
      expect(a).toBe(b);
      await held[Symbol.asyncDispose]?.();
    });

    test('its holder renews it; another has it only from the moment it expires', async () => {
      const { one, other, ...held } = await open();
      await claim(one, 'first', NOON);
      expect(await claim(one, 'first', NOON + 5 * SECOND)).toBe('first');
      expect(await claim(other, 'second', NOON + 5 * SECOND + LENGTH - 1)).toBe('first');
      expect(await claim(other, 'second', NOON + 5 * SECOND + LENGTH)).toBe('second');
      expect(await claim(one, 'first', NOON + 5 * SECOND + LENGTH)).toBe('second');
      await held[Symbol.asyncDispose]?.();
    });

    test('whoever has it can let go; whoever has it not cannot take it away so', async () => {
      const { one, other, ...held } = await open();
      await claim(one, 'first');
      await other.release('second');
      expect(await claim(other, 'second')).toBe('first');
      await one.release('first');
      expect(await claim(other, 'second')).toBe('second');
      await held[Symbol.asyncDispose]?.();
    });
  });
}
