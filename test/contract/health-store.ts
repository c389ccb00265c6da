import { describe, expect, test } from 'vitest';
import type { PartHealth } from '../../src/collection/health-store.ts';
import { NOON } from '../support/investigations.ts';
import type { OpenStores } from './opened-stores.ts';

function health(changes: Partial<PartHealth> = {}): PartHealth {
  const unseen = { succeededAt: undefined, failedAt: undefined, fault: undefined };
  return { ...unseen, instance: 'h:1', pod: 'x2x', part: 'heap', url: 'http://h:1/heap', ...changes };
}

const FAULT = { missing: 'No heap profile.', fix: 'Serve it.' };

/** What any store of how visits went must do. */
export function healthStoreContract(name: string, open: OpenStores): void {
  describe(`${name} as a store of visits`, () => {
    test('a later note on the same part replaces the earlier one', async () => {
      await using held = await open();
      const store = held.collector.health;
      await store.note([health({ succeededAt: NOON }), health({ part: 'metrics', succeededAt: NOON })]);
      const failing = health({ succeededAt: NOON, failedAt: NOON + 1, fault: FAULT });
      await store.note([failing]);
      expect(await store.targetHealth()).toEqual([failing, health({ part: 'metrics', succeededAt: NOON })]);
    });

    test('is found by the pod and by the address', async () => {
      await using held = await open();
      const store = held.collector.health;
      await store.note([health(), health({ instance: 'h:2', pod: 'k7p' })]);
      const found = async (...names: string[]) => (await store.targetHealth(names)).map(({ pod }) => pod);
      expect(await found('x2x')).toEqual(['x2x']);
      expect(await found('h:2')).toEqual(['k7p']);
      expect(await found('h:3')).toEqual([]);
    });

    test('a part is forgotten when neither success nor failure is recent', async () => {
      await using held = await open();
      const store = held.collector.health;
      const [old, recent] = [NOON - 1, NOON];
      await store.note([
        health({ instance: 'a', succeededAt: old, failedAt: old, fault: FAULT }),
        health({ instance: 'b', succeededAt: recent, failedAt: old, fault: FAULT }),
        health({ instance: 'c', failedAt: recent, fault: FAULT }),
      ]);
      await store.forgetBefore(NOON);
      expect((await store.targetHealth()).map(({ instance }) => instance)).toEqual(['b', 'c']);
    });
  });
}
