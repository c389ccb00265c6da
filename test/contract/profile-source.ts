import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ProfileSource, SnapshotQuery } from '../../src/evidence/ports.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { encodeTyped } from '../support/profile/arbitrary-profile.ts';
import { decoded, sampleTypesOf } from '../support/profile-servers/merged-profile.ts';

/** A profile that a source is to hold. */
export interface HeldProfile {
  readonly pod: string;
  readonly instance: string;
  readonly namespace: string;
  readonly kind: 'heap' | 'goroutine';
  readonly time: number;
  readonly processStart?: number | undefined;
  readonly profile: Uint8Array;
}

/** A source that holds the given profiles, how to make it lose them all, and how to let go of it. */
export type HoldingProfiles = (
  profiles: readonly HeldProfile[],
) => Promise<{ source: ProfileSource; forget: () => Promise<void> } & AsyncDisposable>;

export interface WhatItRecords {
  /** Profile servers know nothing of processes. */
  readonly processStart: boolean;
  /** The embedded collector knows targets, not namespaces. */
  readonly namespace: boolean;
}

// Recent and on whole seconds, as agents scrape: ten days ago at most is what servers look back.
const T0 = Math.floor(Date.now() / MINUTE) * MINUTE - 120 * MINUTE;
const at = (minute: number) => T0 + minute * MINUTE;

/** So many bytes held by two paths, one of them inlined; a goroutine profile counts as many goroutines. */
export function profileOf(kind: HeldProfile['kind'], value: number, other = 7): Uint8Array {
  const types = kind === 'heap' ? ['inuse_objects:count', 'inuse_space:bytes'] : ['goroutine:count'];
  const values = (part: number) => types.map(() => BigInt(part));
  const samples = [
    {
      stack: [['a/cache.(*Cache).Put /src/cache.go:30'], ['main.main /src/main.go:9']],
      values: values(value),
      labels: [],
    },
    {
      stack: [['a/b.F /src/b.go:2', 'a/b.G /src/b.go:7'], ['main.main /src/main.go:9']],
      values: values(other),
      labels: [],
    },
  ];
  return gzipSync(encodeTyped({ samples, types }));
}

const profile = (pod: string, minute: number, change: Partial<HeldProfile> = {}): HeldProfile => ({
  pod,
  instance: `${pod}.local:6060`,
  namespace: 'prod',
  kind: 'heap',
  time: at(minute),
  processStart: at(0),
  profile: profileOf(change.kind ?? 'heap', 1000 * minute),
  ...change,
});

/** A profile as text: what each stack of the wanted type holds. */
function stacksOf(bytes: Uint8Array, sampleType: string): readonly string[] {
  const fields = decoded(bytes);
  const column = sampleTypesOf(fields).findIndex(({ type }) => type === sampleType);
  const locations = new Map(fields.location.map((each) => [String(each.id), each]));
  const functions = new Map(fields.function.map((each) => [String(each.id), each]));
  return fields.sample
    .map(({ locationId, value }) => {
      const frames = locationId.flatMap((id) =>
        (locations.get(String(id))?.line ?? []).map(({ functionId, line }) => {
          const its = functions.get(String(functionId));
          const text = (index: number | bigint | undefined) => fields.stringTable.strings[Number(index ?? 0)];
          return `${text(its?.name)} ${text(its?.filename)}:${line}`;
        }),
      );
      return `${value[column]} ${frames.join(' < ')}`;
    })
    .sort();
}

/** What any profile source must answer, whatever stores it. */
export function profileSourceContract(name: string, records: WhatItRecords, holding: HoldingProfiles): void {
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
      expect(
        found.map(({ source, kind, instance, time, processStart }) => ({ source, kind, instance, time, processStart })),
      ).toEqual(
        [10, 30].map((minute) => ({
          source: held.source.name,
          kind: 'heap',
          instance: 'a',
          time: at(minute),
          processStart: records.processStart ? at(0) : undefined,
        })),
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

    it('takes signs of expressions in a name for what they are', async () => {
      await using held = await holding([profile('a', 10), profile('we"b\\1', 20)]);
      const times = async (instances: readonly string[]) =>
        (await held.source.snapshots(ask({ instances }))).map(({ time }) => time);
      expect(await times(['.', '.*'])).toEqual([]);
      expect(await times(['we"b\\1'])).toEqual([at(20)]);
    });

    it.each(['heap', 'goroutine'] as const)('reads back the very %s profile, never a sum of several', async (kind) => {
      const times = [10, 10.25, 10.5, 20];
      const one = (minute: number) => profile('a', minute, { kind });
      await using held = await holding([
        ...times.map(one),
        ...times.map((minute) => ({ ...one(minute), ...other('b') })),
      ]);
      const snapshots = await held.source.snapshots(ask({ kind }));
      expect(snapshots.map(({ time }) => time)).toEqual(times.map(at));
      const sampleType = kind === 'heap' ? 'inuse_space' : 'goroutine';
      for (const [index, snapshot] of snapshots.entries()) {
        const bytes = await held.source.read(snapshot);
        const minute = times[index] ?? 0;
        expect(stacksOf(bytes, sampleType)).toEqual(stacksOf(profileOf(kind, 1000 * minute), sampleType));
        if (snapshot.total !== undefined) expect(snapshot.total).toBe(1000 * minute + 7);
      }
    });

    if (records.namespace) {
      it('distinguishes pods of one name by their namespace', async () => {
        await using held = await holding([
          profile('a', 10),
          profile('a', 10, { namespace: 'staging' }),
          profile('a', 20),
        ]);
        const found = await held.source.snapshots(ask({ workload: { namespace: 'prod', name: 'x' } }));
        expect(found.map(({ time }) => time)).toEqual([at(10), at(20)]);
        const [first] = found;
        const bytes = first === undefined ? new Uint8Array() : await held.source.read(first);
        expect(stacksOf(bytes, 'inuse_space')).toEqual(stacksOf(profileOf('heap', 10_000), 'inuse_space'));
      });
    }

    it('finds one pod among two hundred', async () => {
      const pods = Array.from({ length: 200 }, (_, index) => `pod-${index}`);
      await using held = await holding(pods.flatMap((pod) => [profile(pod, 10), profile(pod, 20)]));
      const found = await held.source.snapshots(ask({ instances: ['pod-7'] }));
      expect(found.map(({ instance, time }) => [instance, time])).toEqual([
        ['pod-7', at(10)],
        ['pod-7', at(20)],
      ]);
    });

    it('answers with nothing where there is nothing', async () => {
      await using held = await holding([]);
      expect(await held.source.snapshots(ask())).toEqual([]);
    });

    it('throws UnavailableError for a snapshot that is gone, and for one that never was', async () => {
      await using held = await holding([profile('a', 10)]);
      const [snapshot] = await held.source.snapshots(ask());
      if (snapshot === undefined) throw new Error('the snapshot is missing');
      await expect(held.source.read({ ...snapshot, id: 'nonsense' })).rejects.toMatchObject({ code: 'unavailable' });
      await held.forget();
      await expect(held.source.read(snapshot)).rejects.toMatchObject({ code: 'unavailable' });
    });
  });
}

const other = (pod: string) => ({ pod, instance: `${pod}.local:6060` });
