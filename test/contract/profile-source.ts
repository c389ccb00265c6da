import { describe, expect, it } from 'vitest';
import type { ProfileSource, SnapshotQuery } from '../../src/investigation/ports.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { profileBytes } from '../support/process-stand-in.ts';

/** A profile that a source is to hold. */
export interface HeldProfile {
  readonly pod: string;
  readonly instance: string;
  readonly kind: 'heap' | 'goroutine';
  readonly time: number;
  readonly processStart?: number | undefined;
  readonly profile: Uint8Array;
}

export type HoldingProfiles = (
  profiles: readonly HeldProfile[],
) => Promise<{ source: ProfileSource } & AsyncDisposable>;

const T0 = Date.UTC(2026, 10, 23, 10);
const at = (minute: number) => T0 + minute * MINUTE;
const profile = (pod: string, minute: number, change: Partial<HeldProfile> = {}): HeldProfile => ({
  pod,
  instance: `${pod}.local:6060`,
  kind: 'heap',
  time: at(minute),
  processStart: at(0),
  profile: profileBytes(minute),
  ...change,
});

/** What any profile source must answer, whatever stores it. */
export function profileSourceContract(name: string, holding: HoldingProfiles): void {
  const ask = (change: Partial<SnapshotQuery> = {}): SnapshotQuery => ({
    kind: 'heap',
    instances: ['a'],
    range: { from: at(0), to: at(60) },
    ...change,
  });

  describe(`${name} as a profile source`, () => {
    it('lists the snapshots of one pod and kind in the range, oldest first', async () => {
      await using held = await holding([
        profile('a', 30),
        profile('a', 10),
        profile('a', -5),
        profile('a', 70),
        profile('a', 20, { kind: 'goroutine' }),
        profile('b', 15),
      ]);
      const found = await held.source.snapshots(ask());
      expect(found.map(({ kind, instance, time, processStart }) => ({ kind, instance, time, processStart }))).toEqual(
        [10, 30].map((minute) => ({ kind: 'heap', instance: 'a', time: at(minute), processStart: at(0) })),
      );
    });

    it('finds a process by any of its names', async () => {
      await using held = await holding([profile('a', 10)]);
      const times = async (instances: readonly string[]) =>
        (await held.source.snapshots(ask({ instances }))).map(({ time }) => time);
      expect(await times(['a.local:6060'])).toEqual([at(10)]);
      expect(await times(['unknown', 'a', 'a.local:6060'])).toEqual([at(10)]);
      expect(await times(['unknown'])).toEqual([]);
      expect(await times([])).toEqual([]);
    });

    it('reads back the very profile', async () => {
      await using held = await holding([profile('a', 10), profile('a', 20)]);
      const snapshots = await held.source.snapshots(ask());
      const bytes = await Promise.all(snapshots.map((snapshot) => held.source.read(snapshot)));
      expect(bytes.map((one) => Buffer.from(one))).toEqual([profileBytes(10), profileBytes(20)]);
    });

    it('throws UnavailableError for a snapshot that is gone', async () => {
      await using held = await holding([profile('a', 10)]);
      const [snapshot] = await held.source.snapshots(ask());
      if (snapshot === undefined) throw new Error('the snapshot is missing');
      await expect(held.source.read({ ...snapshot, id: '999999' })).rejects.toMatchObject({ code: 'unavailable' });
    });
  });
}
