import { describe, expect, test } from 'vitest';
import { parcaApi } from '../../../src/adapters/parca/api.ts';
import { parcaProfiles } from '../../../src/adapters/parca/profile-source.ts';
import { pyroscopeApi } from '../../../src/adapters/pyroscope/api.ts';
import { pyroscopeProfiles } from '../../../src/adapters/pyroscope/profile-source.ts';
import type { Gap } from '../../../src/diagnosis/finding.ts';
import { type Compared, compareSnapshots } from '../../../src/evidence/compare-snapshots.ts';
import type { ProfileSource } from '../../../src/evidence/ports.ts';
import { MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import type { Lifetime, PodMemory } from '../../../src/metrics/lifetime.ts';
import { trackOf } from '../../../src/metrics/series.ts';
import type { ComparisonWanted } from '../../../src/playbook/step.ts';
import { profileOf } from '../../contract/profile-source.ts';
import type { Loopback } from '../../support/loopback.ts';
import { encodeTyped } from '../../support/profile/arbitrary-profile.ts';
import { parcaStandIn } from '../../support/profile-servers/parca-stand-in.ts';
import { pyroscopeStandIn } from '../../support/profile-servers/pyroscope-stand-in.ts';
import type { ServedProfile } from '../../support/profile-servers/served-profile.ts';
import { recordedEvidence } from '../../support/recorded-evidence.ts';

const T0 = Date.UTC(2026, 10, 23, 10);
const at = (minute: number) => T0 + minute * MINUTE;
const POD = 'api-1';

interface Server extends Loopback {
  readonly asked: readonly string[];
}

type Serving = (profiles: readonly ServedProfile[]) => Promise<{ server: Server; source: ProfileSource }>;

const pyroscope =
  (version: 'current' | 'storage-1' | 'old'): Serving =>
  async (profiles) => {
    const server = await pyroscopeStandIn(profiles, { version });
    return { server, source: pyroscopeProfiles(pyroscopeApi({ url: server.url })) };
  };

const SERVERS: readonly [string, Serving][] = [
  ['Pyroscope', pyroscope('current')],
  ['Pyroscope on its old storage', pyroscope('storage-1')],
  ['an old Pyroscope', pyroscope('old')],
  [
    'Parca',
    async (profiles) => {
      const server = await parcaStandIn(profiles);
      return { server, source: parcaProfiles(parcaApi({ url: server.url })) };
    },
  ],
];

/** A heap profile of the pod each fifteen seconds, as agents scrape; the value of the leaking path by minute. */
function scraped(bytes: (minute: number) => number): readonly ServedProfile[] {
  return Array.from({ length: 81 }, (_, index) => {
    const minute = index / 4;
    const labels = { service_name: 'api', namespace: 'prod', pod: POD };
    return { labels, name: 'memory', time: at(minute), profile: profileOf('heap', bytes(minute)) };
  });
}

interface Asked {
  readonly lifetimes?: readonly Lifetime[];
  /** When the process last collected, in minutes, by the minute it was asked. */
  readonly lastCollections?: readonly (readonly [number, number])[];
}

const LIFE: readonly Lifetime[] = [{ from: at(0), to: at(20), end: 'oom-killed' }];

async function compared(
  source: ProfileSource,
  { lifetimes = LIFE, lastCollections }: Asked = {},
  wanted: ComparisonWanted = { profile: 'heap', sampleTypes: ['inuse_space'] },
): Promise<Compared | Gap> {
  const pod: PodMemory = { pod: POD, rss: trackOf([]), lifetimes, restarts: 1, kills: [at(20)] };
  return compareSnapshots(
    { profiles: source, comparer: recordedEvidence().comparer, signal: AbortSignal.timeout(20_000) },
    {
      pod,
      workload: { namespace: 'prod', name: 'api' },
      instances: [POD],
      range: { from: at(-10), to: at(30) },
      wanted,
      lastCollections:
        lastCollections && trackOf(lastCollections.map(([minute, last]) => [at(minute), at(last) / SECOND])),
    },
  );
}

describe.each(SERVERS)('of the three traps, %s', (_, serving) => {
  test('adds up every profile of a window: each side is one profile of one moment', async () => {
    const { server, source } = await serving(scraped((minute) => 1000 + 100 * minute));
    await using _closing = server;
    const result = await compared(source);
    expect(result).toMatchObject({
      pair: { base: { time: at(2) }, current: { time: at(20) } },
      comparison: { base: { total: 1207 }, current: { total: 3007 }, delta: 1800 },
    });
  });

  test('would scale both sides to one total: what grows alike everywhere still grows', async () => {
    const everywhere = scraped(() => 7).map((each, index) => ({ ...each, profile: alike(1 + index / 4) }));
    const { server, source } = await serving(everywhere);
    await using _closing = server;
    const result = await compared(source);
    expect(result).toMatchObject({ comparison: { base: { total: 2400 }, current: { total: 16_800 }, delta: 14_400 } });
    expect('comparison' in result && result.comparison.paths.map(({ delta }) => delta)).toEqual([7200, 7200]);
    expect(server.asked.filter((call) => /diff/i.test(call))).toEqual([]);
  });

  test('shows the heap as of the last collection: no verdict where none finished between', async () => {
    // Collected once, before the first profile: whatever is allocated after that is in none of them.
    const { server, source } = await serving(scraped(() => 1000));
    await using _closing = server;
    expect(await compared(source)).toMatchObject({
      missing: `No garbage collection finished between the heap profiles of ${POD}: all show the same heap.`,
    });
  });
});

/** Two paths that hold the same, so many each. */
function alike(thousands: number): Uint8Array {
  return profileOf('heap', 400 * thousands, 400 * thousands);
}

describe('the heap as of the last collection', () => {
  const growing = scraped((minute) => 1000 + 4 * minute);
  const asked = (lastCollections: Asked['lastCollections']) => async () => {
    const { server, source } = await pyroscope('current')(growing);
    await using _closing = server;
    return await compared(source, lastCollections === undefined ? {} : { lastCollections });
  };

  test('is compared when a metric reports a collection between', async () => {
    const result = await asked([
      [1, 0.5],
      [10, 9.5],
      [21, 19],
      [22, 19],
    ])();
    expect(result).toMatchObject({ pair: { base: { time: at(2) }, current: { time: at(20) } } });
  });

  test('is compared when it is the same although a collection is known: nothing grew', async () => {
    const { server, source } = await pyroscope('current')(scraped(() => 1000));
    await using _closing = server;
    const lastCollections = [
      [10, 9.5],
      [11, 10.5],
    ] as const;
    expect(await compared(source, { lastCollections })).toMatchObject({ comparison: { delta: 0 } });
  });

  test('is not compared when a metric reports that the last one was before both', async () => {
    const result = await asked([
      [1, -1],
      [2, -1],
      [22, -1],
      [23, -1],
    ])();
    expect('missing' in result && result.missing).toContain('No garbage collection finished');
  });

  test('counts garbage until the first one: a later profile is the base', async () => {
    const never = -T0 / MINUTE;
    const result = await asked([
      [3, never],
      [4, never],
      [5, never],
      [6, 5.5],
      [21, 19],
      [22, 19],
    ])();
    // Each sample stands for the minute before it: the one at 6 is the first that may be of after minute 5.
    expect(result).toMatchObject({ pair: { base: { time: at(4.25) } } });
  });
});

describe.each(SERVERS)('goroutines that have no frames yet, with %s,', (_, serving) => {
  const goroutines = (time: number, waiting: number, started: number): ServedProfile => ({
    labels: { service_name: 'api', namespace: 'prod', pod: POD },
    name: 'goroutine',
    time,
    profile: encodeTyped({
      types: ['goroutine:count'],
      samples: [
        { stack: [['main.wait /src/main.go:9']], values: [BigInt(waiting)], labels: [] },
        { stack: [], values: [BigInt(started)], labels: [] },
      ],
    }),
  });

  test('are counted in the list and missing in the profile: it is that profile', async () => {
    const { server, source } = await serving([goroutines(at(5), 12, 1), goroutines(at(15), 400, 3)]);
    await using _closing = server;
    const result = await compared(source, {}, { profile: 'goroutine', sampleTypes: ['goroutine'] });
    expect(result).toMatchObject({ comparison: { base: { total: 12 }, current: { total: 400 }, delta: 388 } });
  });

  test('are few: a profile that lacks a third of what was listed is not that one', async () => {
    const { server, source } = await serving([goroutines(at(5), 12, 1), goroutines(at(15), 400, 200)]);
    await using _closing = server;
    const result = await compared(source, {}, { profile: 'goroutine', sampleTypes: ['goroutine'] });
    expect('missing' in result && result.missing).toContain('adds up to 400 where the one asked for adds up to 600');
  });
});

test('an answer that adds up to something else than the profile asked for is refused', async () => {
  const { server, source } = await pyroscope('current')(scraped((minute) => 1000 + 100 * minute));
  await using _closing = server;
  const lying: ProfileSource = {
    ...source,
    snapshots: async (...query) =>
      (await source.snapshots(...query)).map((each) => ({ ...each, total: (each.total ?? 0) / 2 })),
  };
  const result = await compared(lying);
  expect('missing' in result && result.missing).toContain('perhaps a sum of several');
});
