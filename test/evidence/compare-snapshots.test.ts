import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Gap } from '../../src/diagnosis/finding.ts';
import { type Compared, compareSnapshots } from '../../src/evidence/compare-snapshots.ts';
import type { Snapshot } from '../../src/evidence/ports.ts';
import { UnavailableError } from '../../src/foundation/errors.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { profileOf } from '../contract/profile-source.ts';
import { encodeTyped } from '../support/profile/arbitrary-profile.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';

const at = (minute: number) => Date.UTC(2026, 10, 23, 10) + minute * MINUTE;

/** What is kept of one process that runs since minute 0, by minute; an error is what reading it ends with. */
type Kept = Readonly<Record<number, Uint8Array | Error>>;

interface Given {
  /** RSS by minute. */
  readonly rss?: Readonly<Record<number, number>>;
  readonly liveHeap?: Readonly<Record<number, number>>;
  readonly pod?: Partial<PodMemory>;
  readonly kind?: 'heap' | 'histogram';
}

function trackBy(byMinute: Readonly<Record<number, number>> = {}) {
  return trackOf(Object.entries(byMinute).map(([minute, value]) => [at(Number(minute)), value]));
}

async function comparing(kept: Kept, { rss, liveHeap, pod: own, kind = 'heap' }: Given = {}): Promise<Compared | Gap> {
  const snapshots = Object.keys(kept)
    .map(Number)
    .map((minute): Snapshot => {
      return { source: 'the bucket', id: `${minute}`, kind, instance: 'pay-1', time: at(minute) };
    });
  const read = ({ id }: Snapshot) => {
    const found = kept[Number(id)];
    return found instanceof Uint8Array ? Promise.resolve(found) : Promise.reject(found ?? new Error('not kept'));
  };
  const profiles = { name: 'the bucket', snapshots: () => Promise.resolve(snapshots), read };
  const lifetimes = [{ from: at(0), to: at(100), end: 'running' as const }];
  const pod: PodMemory = { pod: 'pay-1', rss: trackBy(rss), lifetimes, restarts: 0, kills: [], ...own };
  return compareSnapshots(
    { profiles, comparer: recordedEvidence().comparer, signal: AbortSignal.timeout(10_000) },
    {
      pod,
      workload: { namespace: 'prod', name: 'pay' },
      instances: ['pay-1'],
      range: { from: at(-10), to: at(110) },
      wanted: { profile: kind, sampleTypes: ['inuse_space'] },
      liveHeap: liveHeap && trackBy(liveHeap),
    },
  );
}

const pairOf = (result: Compared | Gap) =>
  'comparison' in result ? `${result.pair.base.id}–${result.pair.current.id}` : result.missing;
const leftOut = (result: Compared | Gap) =>
  'comparison' in result ? result.leftOut.map(({ missing }) => missing) : [];

const heap = (mebibytes: number) => profileOf('heap', mebibytes * MiB);
const GOROUTINES = profileOf('goroutine', 900);

test.each<[string, Uint8Array | Error, RegExp]>([
  ['nothing', new Uint8Array(), /empty/],
  ['an error of a gateway', Buffer.from('<html><title>504 Gateway Time-out</title></html>'), /web page/],
  ['half of a profile', heap(200).subarray(0, 90), /cannot be unpacked/],
  ['a profile of goroutines', GOROUTINES, /no sample type inuse_space/],
  ['what was deleted meanwhile', new UnavailableError('no longer there', { retryable: false }), /no longer there/],
])('where the newest is %s, the one before it is compared, and a gap names the broken one', async (_, broken, why) => {
  const result = await comparing({ 20: heap(40), 50: heap(80), 80: heap(160), 95: broken });
  expect(pairOf(result)).toBe('20–80');
  expect(leftOut(result)).toEqual([expect.stringMatching(why)]);
  expect(leftOut(result)[0]).toContain('11:35');
  expect(leftOut(result)[0]).not.toContain('current');
});

test('where the oldest is broken, the next one is the base', async () => {
  const result = await comparing({ 20: Buffer.from('{"error":"denied"}'), 30: heap(80), 80: heap(160) });
  expect(pairOf(result)).toBe('30–80');
  expect(leftOut(result)[0]).toContain('10:20');
});

test('where only one is left, the broken ones are the reason', async () => {
  const result = await comparing({ 20: heap(40), 80: new Uint8Array(), 90: Buffer.from('<html>') });
  expect(pairOf(result)).toMatch(/11:30.*web page/);
  expect(pairOf(result)).toMatch(/11:20.*empty/);
});

test('a server that does not answer now is no broken profile', async () => {
  const result = await comparing({
    20: heap(40),
    50: heap(80),
    80: new UnavailableError('time-out', { retryable: true }),
  });
  expect(pairOf(result)).toMatch(/could not be compared: time-out/);
});

const STEADY = { 10: 300 * MiB, 50: 320 * MiB, 79: 330 * MiB, 94: 340 * MiB };

test('a heap far above what the process held is of another process: refused with both figures', async () => {
  const kept = { 20: heap(40), 50: heap(80), 80: heap(160), 95: heap(7 * 1024) };
  const result = await comparing(kept, { rss: STEADY });
  expect(pairOf(result)).toBe('20–80');
  expect(leftOut(result)[0]).toMatch(/7 GiB.*340 MiB/);
});

test('the same where it would be the base: a fall that no one had is no proof that nothing grows', async () => {
  const result = await comparing({ 20: heap(7 * 1024), 30: heap(80), 80: heap(160) }, { rss: STEADY });
  expect(pairOf(result)).toBe('30–80');
});

test('untouched memory counts as heap and not as resident: what the live heap shows is believed', async () => {
  const ballast = { 20: heap(2048), 80: heap(2100) };
  expect(pairOf(await comparing(ballast, { rss: STEADY }))).toMatch(/2\.05 GiB.*330 MiB/);
  const seen = await comparing(ballast, { rss: STEADY, liveHeap: { 19: 2.1 * GiB, 81: 2.1 * GiB } });
  expect(pairOf(seen)).toBe('20–80');
});

test('the last moment before a kill may hold all that the limit allows', async () => {
  const kept = { 20: heap(40), 50: heap(80), 95: heap(1900) };
  const killed = [{ from: at(0), to: at(96), end: 'oom-killed' as const }];
  const result = await comparing(kept, { rss: STEADY, pod: { lifetimes: killed, limit: 2 * GiB } });
  expect(pairOf(result)).toBe('20–95');
});

test('two programs are not compared: both are named', async () => {
  const of = (program: string, value: number) => {
    const samples = [{ stack: [[`main.grow /src/${program}.go:3`]], values: [BigInt(value * MiB)], labels: [] }];
    return gzipSync(encodeTyped({ samples, types: ['inuse_space:bytes'], program: { file: `/app/${program}` } }));
  };
  const result = await comparing({ 20: of('pay', 40), 80: of('ledger', 160) });
  expect(pairOf(result)).toMatch(/two programs.*pay.*ledger/);
  expect(pairOf(await comparing({ 20: of('pay', 40), 80: of('pay', 160) }))).toBe('20–80');
});

test('the same bytes twice are one measurement: the one before them is compared, and how often it was served is not', async () => {
  const again = { 20: heap(40), 60: heap(80), 70: heap(80), 80: heap(80), 90: heap(80) };
  const result = await comparing(again);
  expect(pairOf(result)).toBe('20–90');
  const early = {
    5: heap(40),
    30: heap(80),
    ...Object.fromEntries([40, 50, 60, 70, 80, 90, 95].map((m) => [m, heap(80)])),
  };
  const fallen = await comparing(early);
  expect(pairOf(fallen)).toBe('5–30');
  expect(leftOut(fallen)).toEqual([expect.stringMatching(/byte for byte.*10:30/)]);
});

test('where a run has one measurement served again and again, those of an earlier run are compared, and it is said', async () => {
  const lifetimes = [
    { from: at(0), to: at(50), end: 'oom-killed' as const, startSeen: true },
    { from: at(51), to: at(100), end: 'oom-killed' as const, startSeen: true },
  ];
  const kept = { 15: heap(40), 45: heap(120), 70: heap(90), 80: heap(90), 98: heap(90) };
  const result = await comparing(kept, { pod: { lifetimes } });
  expect(pairOf(result)).toBe('15–45');
  expect('comparison' in result ? result.leftOut.map(({ fix }) => fix) : []).toEqual([
    expect.stringContaining('Those of an earlier container run were compared'),
  ]);
});

test('one measurement alone, served twice, is no proof that nothing grew', async () => {
  const result = await comparing({ 20: heap(40), 80: heap(40) });
  expect(pairOf(result)).toMatch(/No two heap profiles.*byte for byte/);
});

describe('a class histogram that was served again', () => {
  const kept = { 20: heap(40), 50: heap(80), 70: heap(160), 80: heap(160), 90: heap(160) };

  test('is of the moment at which it was served first', async () => {
    expect(pairOf(await comparing(kept, { kind: 'histogram' }))).toBe('20–70');
    expect(pairOf(await comparing({ 20: heap(40), 50: heap(80), 90: heap(160) }, { kind: 'histogram' }))).toBe('20–90');
  });

  test('is one measurement where nothing else was served', async () => {
    const alone = await comparing({ 20: heap(40), 50: heap(40), 80: heap(40) }, { kind: 'histogram' });
    expect(pairOf(alone)).toMatch(/byte for byte/);
  });

  test('is looked for in what can be read: what cannot ends the search', async () => {
    const lost = { ...kept, 80: new Error('lost') };
    expect(pairOf(await comparing(lost, { kind: 'histogram' }))).toBe('20–90');
  });
});
