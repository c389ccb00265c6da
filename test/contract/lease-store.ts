import { describe, expect, test } from 'vitest';
import type { HeldLease, LeaseStore } from '../../src/investigation/lease.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import { NOON } from '../support/investigations.ts';

/** Two connections to one store, as two processes have them. */
export type OpenLeaseStores = () => Promise<
  { readonly one: LeaseStore; readonly other: LeaseStore } & Partial<AsyncDisposable>
>;

const LENGTH = 15 * SECOND;

/** What any lease store must do, so that two bots never work on one store. */
export function leaseStoreContract(name: string, open: OpenLeaseStores): void {
  const claim = async (store: LeaseStore, holder: string, now = NOON, dead?: HeldLease) =>
    (await store.claim({ holder, now, expires: now + LENGTH, dead })).holder;

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

    test('a dead one is taken before its time, but only while it is still the same', async () => {
      const { one, other, ...held } = await open();
      const future = NOON + 1000 * LENGTH;
      const dead = await one.claim({ holder: 'first', now: future, expires: future + LENGTH });
      expect(dead).toEqual({ holder: 'first', expires: future + LENGTH });
      await claim(one, 'first', future + 1);
      expect(await claim(other, 'second', NOON, dead)).toBe('first');
      const again = { holder: 'first', expires: future + 1 + LENGTH };
      expect(await claim(other, 'second', NOON, { ...again, holder: 'third' })).toBe('first');
      expect(await claim(other, 'second', NOON, again)).toBe('second');
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
