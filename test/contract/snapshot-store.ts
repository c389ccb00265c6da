import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { NewSnapshot } from '../../src/collection/snapshot-store.ts';
import type { OpenStores } from './opened-stores.ts';

const EVER = { from: 0, to: 1000 };

function aSnapshot(changes: Partial<NewSnapshot> = {}): NewSnapshot {
  return { instance: 'h:1', pod: 'x2x', kind: 'heap', time: 100, profile: gzipSync('a heap'), ...changes };
}

/** What any store of the collector's snapshots must do; that it serves as a source of profiles has a suite of its own. */
export function snapshotStoreContract(name: string, open: OpenStores): void {
  describe(`${name} as a store of snapshots`, () => {
    test('finds those of one kind by any name of the process, in a range, oldest first', async () => {
      await using held = await open();
      const { snapshots } = held.collector;
      for (const time of [300, 100, 200]) await snapshots.addSnapshot(aSnapshot({ time, processStart: 50 }));
      await snapshots.addSnapshot(aSnapshot({ kind: 'goroutine' }));
      await snapshots.addSnapshot(aSnapshot({ instance: 'h:2', pod: 'k7p' }));
      const find = async (instances: readonly string[], range = EVER) =>
        (await snapshots.find({ kind: 'heap', instances, range })).map(({ pod, time, processStart }) => [
          pod,
          time,
          processStart,
        ]);
      expect(await find(['x2x'])).toEqual([100, 200, 300].map((time) => ['x2x', time, 50]));
      expect(await find(['h:1'], { from: 200, to: 300 })).toEqual([200, 300].map((time) => ['x2x', time, 50]));
      expect(await find(['h:2', 'none'])).toEqual([['k7p', 100, undefined]]);
      expect(await find([])).toEqual([]);
    });

    test('gives back what was served, gzipped whether or not it came so', async () => {
      await using held = await open();
      const { snapshots } = held.collector;
      const packed = gzipSync('packed');
      const one = await snapshots.addSnapshot(aSnapshot({ profile: packed }));
      const other = await snapshots.addSnapshot(aSnapshot({ time: 200, profile: Buffer.from('plain') }));
      expect(Buffer.from((await snapshots.read(one)) ?? [])).toEqual(packed);
      expect(gunzipSync((await snapshots.read(other)) ?? new Uint8Array()).toString()).toBe('plain');
      expect(await snapshots.read(one + other)).toBeUndefined();
      expect(await snapshots.read(Number.NaN)).toBeUndefined();
    });

    test('the same process, kind and moment again is the same snapshot', async () => {
      await using held = await open();
      const { snapshots } = held.collector;
      const first = await snapshots.addSnapshot(aSnapshot());
      expect(await snapshots.addSnapshot(aSnapshot({ profile: gzipSync('another') }))).toBe(first);
      expect(await snapshots.all()).toHaveLength(1);
      expect(gunzipSync((await snapshots.read(first)) ?? new Uint8Array()).toString()).toBe('another');
    });

    test('a profile stays as long as one snapshot needs it', async () => {
      await using held = await open();
      const { snapshots } = held.collector;
      const first = await snapshots.addSnapshot(aSnapshot());
      const second = await snapshots.addSnapshot(aSnapshot({ time: 200 }));
      await snapshots.delete([first]);
      expect(await snapshots.read(first)).toBeUndefined();
      expect(await snapshots.read(second)).toBeDefined();
      expect((await snapshots.all()).map(({ id }) => id)).toEqual([second]);
    });

    test('deletes many, and says of all that is left what retention asks', async () => {
      await using held = await open();
      const { snapshots } = held.collector;
      const times = Array.from({ length: 100 }, (_, i) => i + 1);
      for (const time of times) await snapshots.addSnapshot(aSnapshot({ time, profile: gzipSync(String(time)) }));
      const all = await snapshots.all();
      expect(all.map(({ time }) => time)).toEqual(times);
      await snapshots.delete(all.slice(0, 99).map(({ id }) => id));
      const [left] = await snapshots.all();
      const { id } = all[99] ?? { id: 0 };
      expect(left).toEqual({
        id,
        instance: 'h:1',
        kind: 'heap',
        time: 100,
        processStart: undefined,
        bytes: gzipSync('100').length,
      });
      await snapshots.delete([]);
      expect(await snapshots.all()).toHaveLength(1);
    });

    test('its totals count snapshots by kind, and the bytes of equal profiles once', async () => {
      await using held = await open();
      const { snapshots } = held.collector;
      expect(await snapshots.totals()).toEqual({ counts: [], bytes: 0 });
      const [one, other] = [gzipSync('a heap'), gzipSync('another heap')];
      for (const time of [100, 200]) await snapshots.addSnapshot(aSnapshot({ time, profile: one }));
      await snapshots.addSnapshot(aSnapshot({ kind: 'goroutine', profile: other }));
      const { counts, bytes } = await snapshots.totals();
      expect(counts.map(({ kind, count }) => `${count} ${kind}`).sort()).toEqual(['1 goroutine', '2 heap']);
      expect(bytes).toBe(one.byteLength + other.byteLength);
    });

    test('testimony is what is no profile, newest first', async () => {
      await using held = await open();
      const { snapshots } = held.collector;
      await snapshots.addSnapshot(aSnapshot());
      await snapshots.addSnapshot(aSnapshot({ kind: 'goroutine-text', time: 100, profile: gzipSync('text') }));
      await snapshots.addSnapshot(aSnapshot({ kind: 'goroutineleak', time: 200, processStart: 50 }));
      await snapshots.addSnapshot(aSnapshot({ kind: 'goroutineleak', time: 300, instance: 'h:2', pod: 'k7p' }));
      const found = await snapshots.testimony({ instances: ['x2x'], range: EVER });
      expect(found.map(({ kind, time, processStart }) => [kind, time, processStart])).toEqual([
        ['goroutineleak', 200, 50],
        ['goroutine-text', 100, undefined],
      ]);
      expect(gunzipSync(found[1]?.bytes ?? new Uint8Array()).toString()).toBe('text');
      expect(await snapshots.testimony({ instances: ['x2x'], range: { from: 0, to: 99 } })).toEqual([]);
    });
  });
}
